"""ConnectionAdmission of connections: a cap for all, one for each address, and who makes room when the service is full.

A connection that waits, for a request's head or for the next request, makes room for a new one. So half-sent requests,
however many, keep nobody out; only requests under way do, and they make progress (`ConnectionLimits.window_s`).
"""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv6Address, ip_address
from typing import Final, Protocol

SHARE_OF_ADDRESS: Final = 4  # one address has a quarter of all connections at most
MAX_REFUSED: Final = 64  # refused connections that are told so at the same time; further ones are just closed
PATIENCE_S: Final = 1.0  # a connection that has waited for less is of someone who is about to send
IPV6_SITE_BITS: Final = 64  # one customer has at least such a network


class Connection(Protocol):
    """What admission knows of a connection."""

    def make_room(self) -> None:
        """Close at once."""


class ConnectionAdmission:
    """The connections of one server.

    Args:
        max_connections: At once.
        patience_s: How long a connection may wait before it makes room for another one.
    """

    def __init__(self, max_connections: int, *, patience_s: float = PATIENCE_S) -> None:
        self._max, self._patience_s = max_connections, patience_s
        self._max_of_address = max(1, max_connections // SHARE_OF_ADDRESS)
        self._admitted: dict[Connection, str] = {}
        self._of_address: Counter[str] = Counter()
        self._waiting: dict[Connection, float] = {}  # since when; the longest first
        self._refused: set[Connection] = set()

    def admit(self, connection: Connection, host: str, now: float) -> bool:
        """Whether a new connection gets a place; it waits from now on, and leaves with `leave`."""
        site = site_of(host)
        full_for_address = bool(site) and self._of_address[site] >= self._max_of_address
        if full_for_address or (len(self._admitted) >= self._max and not self._make_room(now)):
            return False
        self._admitted[connection] = site
        self._of_address[site] += 1
        self._waiting[connection] = now
        return True

    def may_tell(self, connection: Connection) -> bool:
        """Whether a refused connection can be kept for the moment in which it is told so."""
        if len(self._refused) >= MAX_REFUSED:
            return False
        self._refused.add(connection)
        return True

    def wait(self, connection: Connection, now: float) -> None:
        """A connection waits for its next request."""
        if connection in self._admitted:
            self._waiting.pop(connection, None)
            self._waiting[connection] = now

    def work(self, connection: Connection) -> None:
        """A connection has a request under way."""
        self._waiting.pop(connection, None)

    def leave(self, connection: Connection) -> None:
        """A connection is closed."""
        self._refused.discard(connection)
        self._waiting.pop(connection, None)
        site = self._admitted.pop(connection, None)
        if site is not None:
            self._of_address[site] -= 1
            if not self._of_address[site]:
                del self._of_address[site]

    def _make_room(self, now: float) -> bool:
        longest, since = next(iter(self._waiting.items()), (None, now))
        if longest is None or now - since < self._patience_s:
            return False
        self.leave(longest)
        longest.make_room()
        return True


def site_of(host: str) -> str:
    """Who an address belongs to: itself, or its network for IPv6; empty for this machine, whose clients are many."""
    try:
        address = ip_address(host)
    except ValueError:  # a Unix socket
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return ""
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> IPV6_SITE_BITS << IPV6_SITE_BITS))
    return str(address)
