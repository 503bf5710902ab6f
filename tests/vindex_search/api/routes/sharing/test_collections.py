"""Collections over HTTP: made, filled, put in order, changed at the revision that was seen, deleted."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

WORKSPACE = "team"


@pytest.fixture
def tides(client: httpx.Client) -> dict[str, Any]:
    """A new list."""
    made = client.post("/v1/collections", json={"workspace": WORKSPACE, "title": "Tides"})
    assert made.status_code == 201
    listed: dict[str, Any] = made.json()
    return listed


def address(collection: dict[str, Any], rest: str = "") -> str:
    return f"/v1/collections/{collection['id']}{rest}"


def add(client: httpx.Client, to: dict[str, Any], video: str, **fields: Any) -> dict[str, Any]:
    answer = client.post(address(to, "/items"), json={"video_id": video, **fields})
    assert answer.status_code == 201
    after: dict[str, Any] = answer.json()
    return after


def notes(collection: dict[str, Any]) -> list[str]:
    return [item["note"] for item in collection["items"]]


def test_a_list_is_listed_without_its_items(client: httpx.Client, tides: dict[str, Any], film: str) -> None:
    add(client, tides, film)
    (listed,) = client.get("/v1/collections").json()["collections"]
    assert (listed["title"], listed["count"], "items" in listed) == ("Tides", 1, False)


def test_items_keep_their_order_and_are_moved(client: httpx.Client, tides: dict[str, Any], film: str) -> None:
    add(client, tides, film, note="first")
    add(client, tides, film, note="moment", start_s=0.2, end_s=0.8)
    full = add(client, tides, film, note="front", position=0)
    assert notes(full) == ["front", "first", "moment"]
    last = full["items"][-1]
    assert (last["start_s"], last["end_s"]) == (0.2, 0.8)
    moved = client.patch(address(tides, f"/items/{last['id']}"), json={"position": 0, "note": "now first"}).json()
    assert notes(moved) == ["now first", "front", "first"]
    assert notes(client.delete(address(tides, f"/items/{last['id']}")).json()) == ["front", "first"]


def test_a_change_at_another_revision_is_refused(client: httpx.Client, tides: dict[str, Any]) -> None:
    stale = {"If-Match": client.get(address(tides)).headers["etag"]}
    assert client.patch(address(tides), json={"title": "Ebb"}, headers=stale).json()["title"] == "Ebb"
    refused = client.patch(address(tides), json={"title": "Flood"}, headers=stale)
    assert refused.status_code == 412
    assert client.get(address(tides)).json()["title"] == "Ebb"


def test_a_deleted_list_is_gone(client: httpx.Client, tides: dict[str, Any]) -> None:
    assert client.delete(address(tides)).status_code == 204
    assert client.get(address(tides)).status_code == 404
    assert client.get("/v1/collections").json()["collections"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"video_id": "team--none-0123456789"}, 404),
        ({"video_id": "{film}", "start_s": 3.0, "end_s": 1.0}, 422),
        ({"video_id": "{film}", "note": "x" * 10_000}, 422),
    ],
)
def test_what_cannot_be_an_item_is_refused(
    client: httpx.Client, tides: dict[str, Any], film: str, body: dict[str, Any], status: int
) -> None:
    sent = {**body, "video_id": body["video_id"].format(film=film)}
    assert client.post(address(tides, "/items"), json=sent).status_code == status
    assert client.get(address(tides)).json()["items"] == []


def test_a_deleted_video_leaves_the_list(client: httpx.Client, tides: dict[str, Any], film: str) -> None:
    add(client, tides, film, note="of a film")
    assert client.delete(f"/v1/videos/{film}").status_code == 204
    assert film not in client.get(address(tides)).text
