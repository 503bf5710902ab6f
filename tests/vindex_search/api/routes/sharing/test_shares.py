"""Shares over HTTP: the token is told once, the share is listed without it, and ends when it is revoked."""

from __future__ import annotations

from typing import Any

import httpx
import pytest


def share(client: httpx.Client, **asked: Any) -> dict[str, Any]:
    made = client.post("/v1/shares", json=asked)
    assert made.status_code == 201
    answer: dict[str, Any] = made.json()
    return answer


def test_the_token_is_told_once(client: httpx.Client, film: str) -> None:
    made = share(client, video_id=film)
    assert made["url"] == f"/s/{made['token']}"
    listed = client.get("/v1/shares")
    assert [one["id"] for one in listed.json()["shares"]] == [made["id"]]
    assert made["token"].split("_", 2)[2] not in listed.text


def test_a_revoked_share_shows_nothing(client: httpx.Client, film: str) -> None:
    made = share(client, video_id=film)
    assert client.get(f"{made['url']}/v1/shared").status_code == 200
    assert client.delete(f"/v1/shares/{made['id']}").status_code == 204
    assert client.get(f"{made['url']}/v1/shared").status_code == 401
    assert client.get("/v1/shares").json()["shares"] == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 422),
        ({"video_id": "{film}", "collection_id": "team--0123456789abcdef"}, 422),
        ({"video_id": "team--none-0123456789"}, 404),
        ({"collection_id": "team--0123456789abcdef"}, 404),
        ({"video_id": "{film}", "ends": "500d"}, 422),
        ({"video_id": "{film}", "ends": "whenever"}, 422),
        ({"video_id": "{film}", "start_s": 2.0, "end_s": 1.0}, 422),
    ],
)
def test_what_cannot_be_shared_is_refused(client: httpx.Client, film: str, asked: dict[str, Any], status: int) -> None:
    sent = {name: value.format(film=film) if isinstance(value, str) else value for name, value in asked.items()}
    assert client.post("/v1/shares", json=sent).status_code == status
    assert client.get("/v1/shares").json()["shares"] == []


def test_an_unknown_share_cannot_be_revoked(client: httpx.Client) -> None:
    for name in ("0123456789abcdef", "../keys"):
        assert client.delete(f"/v1/shares/{name}").status_code in (404, 405)
