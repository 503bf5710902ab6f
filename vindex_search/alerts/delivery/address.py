"""Where a webhook may be: http or https on the public internet, or in a network that the operator has allowed.

A name is resolved at each try, every address that it has is checked, and one of those checked is what is connected to:
a name that says something else to the next who asks (DNS rebinding) gains nothing. Redirects are not followed.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from vindex_search.common.net import Networks

MAX_URL_LENGTH: Final = 2000
PORTS: Final = {"http": 80, "https": 443}
# IPv6 addresses that stand for the IPv4 one in their last 32 bits: translators and old tunnels take them there.
EMBEDDING: Final = tuple(
    map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0/96", "::ffff:0:0:0/96", "::/96"))
)

Address = IPv4Address | IPv6Address


class AddressRefused(ValueError):
    """A webhook may not be sent there; the message says why, and nothing of what the network has there."""


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of a webhook's address; `host` is a name or an address without brackets."""

    scheme: str
    host: str
    port: int
    path: str


def parse_target(url: str) -> Target:
    """The parts of an address.

    Raises:
        AddressRefused: it is no address of a webhook.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("the webhook is no address; one reads https://example.org/hook") from None
    if len(url) > MAX_URL_LENGTH or any(not " " < letter <= "~" for letter in url):
        raise AddressRefused(f"the webhook's address has other than at most {MAX_URL_LENGTH} characters of ASCII")
    if parts.scheme not in PORTS or not parts.hostname:
        raise AddressRefused("the webhook is no address; one reads https://example.org/hook")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("the webhook's address has a name or a password, which would be told to who reads it")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port if port is not None else PORTS[parts.scheme], path)


def resolve(target: Target, allowed: Networks = ()) -> str:
    """An address of a target to connect to; all that its name has are public or allowed.

    Raises:
        AddressRefused: one is not.
        OSError: the name cannot be resolved.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(is_allowed(ip_address(one), allowed) for one in addresses):
        raise AddressRefused(
            f"{target.host} is not on the public internet; VINDEX_WEBHOOK_NETWORKS allows own networks"
        )
    return addresses[0]


def is_allowed(address: Address, allowed: Networks = ()) -> bool:
    """Whether a webhook may be sent to an address: a public one, or one in an allowed network."""
    meant = _meant(address)
    return any(meant.version == network.version and meant in network for network in allowed) or _is_public(meant)


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 one leads to, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    embeds = any(address in network for network in EMBEDDING) and int(address) > 1  # :: and ::1 are themselves
    return IPv4Address(int(address) & 0xFFFFFFFF) if embeds else address


def _is_public(address: Address) -> bool:
    is_site_local = isinstance(address, IPv6Address) and address.is_site_local
    refused = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not (refused or address.is_private or address.is_link_local or is_site_local)
