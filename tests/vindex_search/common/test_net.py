"""net: loopback addresses, hosts of a request and URLs."""

from __future__ import annotations

import pytest

from vindex_search.common.net import host_of, http_url, is_loopback, require_loopback, require_origin


@pytest.mark.parametrize("host", ["127.0.0.1", "127.5.5.5", "::1", "localhost", "LOCALHOST"])
def test_a_service_without_keys_may_listen_on_loopback(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "192.168.1.2", "10.0.0.1", "fe80::1", "search.example.org", "localhost.example.org", "127.1", ""],
)
def test_any_other_address_is_refused_by_name_with_the_remedy(host: str) -> None:
    with pytest.raises(ValueError, match="no keys") as refused:
        require_loopback(host)
    assert str(refused.value).startswith(repr(host))
    assert "`vindex keys create NAME`" in str(refused.value)


@pytest.mark.parametrize(
    ("authority", "loopback"),
    [
        ("localhost:8765", True),
        ("127.0.0.1", True),
        ("[::1]:8765", True),
        ("evil.example:8765", False),
        ("127.0.0.1.evil.example", False),
        ("[::1", False),
        ("evil@localhost", False),
        ("localhost/evil", False),
        ("localhost#evil", False),
        ("localhost evil", False),
        ("", False),
    ],
)
def test_the_host_header_is_split_from_its_port(authority: str, loopback: bool) -> None:
    assert is_loopback(host_of(authority)) is loopback


def test_an_ipv6_address_is_bracketed() -> None:
    assert http_url("::1", 8765) == "http://[::1]:8765"
    assert http_url("127.0.0.1", 8765) == "http://127.0.0.1:8765"


@pytest.mark.parametrize("text", ["https://wiki.example.org", "http://localhost:8080", "https://10.0.0.1"])
def test_an_origin_is_a_scheme_and_a_host(text: str) -> None:
    require_origin(text)


@pytest.mark.parametrize(
    "text", ["wiki.example.org", "https://", "https://a/b", "ftp://a", "https://a; script-src *", "https://*", "null"]
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        require_origin(text)
