"""headers: no answer of the door can be framed or read by another origin."""

from __future__ import annotations

import pytest

from tests.support.dagster.door import FROM_UI, DoorBefore


@pytest.mark.parametrize("path", ["/", "/graphql?query=x", "/door/sign-in", "/door/base.css"])
def test_no_answer_can_be_framed(door: DoorBefore, path: str) -> None:
    headers = door.ask("GET", path, FROM_UI).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert any("frame-ancestors 'none'" in policy for policy in headers.get_list("Content-Security-Policy"))
    assert "Access-Control-Allow-Origin" not in headers


def test_dagsters_own_policy_stays(door: DoorBefore) -> None:
    assert "object-src 'none'" in door.ask("GET", "/").headers.get_list("Content-Security-Policy")
