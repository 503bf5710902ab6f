from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Any

import pytest

from vindex_search.alerts.delivery.address import AddressRefused, is_allowed, parse_target, resolve
from vindex_search.common.net import parse_networks

INTERNAL = (
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "100.64.0.1", "169.254.169.254"),
    *("192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fec0::1"),
    *("fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2001:db8::1"),
    *("64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2".replace("3fff:fdd2", "f5ff:fffe"), "::ffff:0:127.0.0.1"),
)


@pytest.mark.parametrize("address", INTERNAL)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_allowed(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::1"])
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_allowed(ip_address(address))


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3"])
def test_an_own_network_is_allowed_where_the_operator_says_so(address: str) -> None:
    assert is_allowed(ip_address(address), parse_networks("10.1.0.0/16"))


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.org/", "file:///etc/passwd", "gopher://example.org", "//example.org", "example.org", ""),
        *("http://", "http://user:secret@example.org/", "http://example.org:99999/", "http://example.org/\r\nX: y"),
        *("http://exämple.org/", "http://[::1", "https://example.org/" + "a" * 2000),
    ],
)
def test_what_is_no_address_of_a_webhook_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        parse_target(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]:8080/"])
def test_a_loopback_address_in_any_writing_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        resolve(parse_target(url))


def test_a_name_with_one_address_that_is_not_public_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "93.184.216.34", "10.0.0.1")
    with pytest.raises(AddressRefused):
        resolve(parse_target("https://example.org/hook"))


def test_what_is_connected_to_is_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "93.184.216.34")
    assert resolve(parse_target("https://example.org/hook")) == "93.184.216.34"


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Have every name resolve to these addresses."""

    def getaddrinfo(_host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
