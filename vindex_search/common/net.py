"""Addresses to listen on and to be called by: which of them lead to this machine alone."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

LOCALHOST: Final = "localhost"


def is_loopback(host: str) -> bool:
    """Whether a host reaches this machine alone: `localhost`, 127.0.0.0/8 or ::1.

    No other name is looked up: what it means may change between the look and the use.
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == LOCALHOST


def host_of(authority: str) -> str:
    """The host of a `Host` header, without port and brackets; empty where it is malformed."""
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def http_url(host: str, port: int) -> str:
    """The address of a service, without a slash at the end."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def require_loopback(host: str) -> None:
    """What a service without keys may listen on.

    Raises:
        ValueError: other machines reach `host`; the message names it and says how to make a key.
    """
    if not is_loopback(host):
        raise ValueError(
            f"{host!r} can be reached from other machines, and this library has no keys: whoever reaches it could see "
            "and change everything. Make a key with `vindex keys create NAME`, or listen on 127.0.0.1, ::1 or localhost"
        )
