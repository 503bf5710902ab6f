"""Hosts and URLs of the service, and the loopback check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

Networks = Sequence[IPv4Network | IPv6Network]

LOCALHOST: Final = "localhost"
ORIGIN_AUTHORITY: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,252}(:[0-9]{1,5})?", re.ASCII)
AUTHORITY: Final = re.compile(r"[^/?#@\\\s]*", re.ASCII)  # of a `Host` header: without user, path and query


def is_loopback(host: str) -> bool:
    """Whether a host is a loopback address: `localhost`, 127.0.0.0/8 or ::1.

    Other names are not resolved: DNS may answer differently when the name is used (rebinding).
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == LOCALHOST


def host_of(authority: str) -> str:
    """The host of a `Host` header, without port and brackets; empty where it is malformed."""
    if not AUTHORITY.fullmatch(authority):
        return ""
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def http_url(host: str, port: int) -> str:
    """The URL of a host and port, without a trailing slash; IPv6 addresses are bracketed."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def require_origin(text: str) -> None:
    """Check the origin of a web page, as in `https://wiki.example.org` or `http://localhost:8080`.

    Raises:
        ValueError: it is none; the message says what is one.
    """
    scheme, _, authority = text.partition("://")
    if scheme not in ("http", "https") or not ORIGIN_AUTHORITY.fullmatch(authority):
        raise ValueError(f"{text!r} is no origin; allowed is one such as https://wiki.example.org, without a path")


def require_loopback(host: str) -> None:
    """Check the address that a service without API keys listens on.

    Raises:
        ValueError: `host` is no loopback address; the message has it and how to create a key.
    """
    if not is_loopback(host):
        raise ValueError(
            f"{host!r} can be reached from other machines, and this library has no keys: every client could read "
            "and change everything. Create a key with `vindex keys create NAME`; allowed without one are "
            "127.0.0.1, ::1 and localhost"
        )


def parse_networks(text: str) -> Networks:
    """The networks in a list, comma separated, as in `10.1.0.0/16,fd00::/8`.

    Raises:
        ValueError: one is none; the message names it.
    """
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())
