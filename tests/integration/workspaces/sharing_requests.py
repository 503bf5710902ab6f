"""Requests for collections and shares about a video of a workspace, for the cross-workspace suite.

Each makes what it asks for where it may, and asks for one that does not exist where it may not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import httpx

from tests.support.concurrency.waiting import until
from tests.support.http.video_requests import SendRequest, VideoName, get

NO_ID: Final = "0" * 16
NO_TOKEN: Final = f"vdl_{NO_ID}_{'a' * 43}"
NO_ITEM: Final = "0" * 8
MOMENT: Final = {"start_s": 0.0, "end_s": 1.0}


def _made(client: httpx.Client, about: VideoName) -> tuple[str, str]:
    """The ids of a list with the video and of its item."""
    made = client.post("/v1/collections", json={"workspace": about.workspace, "title": "Tides"})
    if not made.is_success:
        return f"{about.workspace}--{NO_ID}", NO_ITEM
    address = f"/v1/collections/{made.json()['id']}"
    item = client.post(f"{address}/items", json={"video_id": about.video_id, **MOMENT, "note": "high water"})
    return made.json()["id"], item.json()["items"][0]["id"]


def _list(method: str, rest: str = "", body: Mapping[str, object] | None = None) -> SendRequest:
    def send(client: httpx.Client, about: VideoName) -> httpx.Response:
        collection, item = _made(client, about)
        path = f"/v1/collections/{collection}{rest.format(item=item)}"
        sent = {name: about.video_id if value is VideoName else value for name, value in (body or {}).items()}
        return client.request(method, path, json=sent) if body is not None else client.request(method, path)

    return send


def _after_a_list(send: SendRequest) -> SendRequest:
    def after(client: httpx.Client, about: VideoName) -> httpx.Response:
        _made(client, about)
        _share(client, about)
        return send(client, about)

    return after


def _share(client: httpx.Client, about: VideoName, **more: object) -> httpx.Response:
    return client.post("/v1/shares", json={"video_id": about.video_id, **more})


def _share_of_list(client: httpx.Client, about: VideoName) -> httpx.Response:
    collection, _ = _made(client, about)
    return client.post("/v1/shares", json={"collection_id": collection})


def _revoke(client: httpx.Client, about: VideoName) -> httpx.Response:
    made = _share(client, about)
    return client.delete(f"/v1/shares/{made.json()['id'] if made.is_success else NO_ID}")


def _shared(path: str, *, ready: bool = False) -> SendRequest:
    """What a link shows, of a moment of the video where the caller may share it, else of a link that is unknown."""

    def send(client: httpx.Client, about: VideoName) -> httpx.Response:
        made = _share(client, about, **MOMENT)
        known = made.json() if made.is_success else {"token": NO_TOKEN, "id": NO_ID}

        def ask(rest: str) -> httpx.Response:
            return httpx.get(client.base_url.join(f"/s/{known['token']}{rest.format(item=known['id'])}"), timeout=60)

        if ready and made.is_success:
            until(lambda: ask("/v1/shared/moments/{item}").json()["state"] == "done")
        return ask(path)

    return send


SHARING_REQUESTS: Final[Mapping[str, tuple[SendRequest, ...]]] = {
    "GET /v1/collections": (
        _after_a_list(get("/v1/collections")),
        _after_a_list(get("/v1/collections", workspace="{workspace}")),
    ),
    "POST /v1/collections": (
        lambda client, about: client.post("/v1/collections", json={"workspace": about.workspace, "title": "Mine"}),
    ),
    "GET /v1/collections/{collection_id}": (_list("GET"),),
    "PATCH /v1/collections/{collection_id}": (_list("PATCH", body={"title": "Ebbs"}),),
    "DELETE /v1/collections/{collection_id}": (_list("DELETE"),),
    "POST /v1/collections/{collection_id}/items": (_list("POST", "/items", {"video_id": VideoName}),),
    "PATCH /v1/collections/{collection_id}/items/{item}": (_list("PATCH", "/items/{item}", {"note": "mine"}),),
    "DELETE /v1/collections/{collection_id}/items/{item}": (_list("DELETE", "/items/{item}"),),
    "GET /v1/shares": (
        _after_a_list(get("/v1/shares")),
        _after_a_list(get("/v1/shares", workspace="{workspace}")),
    ),
    "POST /v1/shares": (_share, _share_of_list),
    "DELETE /v1/shares/{share}": (_revoke,),
    "GET /v1/shared": (_shared("/v1/shared"),),
    "GET /v1/shared/moments/{item}": (_shared("/v1/shared/moments/{item}"),),
    "GET /v1/shared/moments/{item}/media": (_shared("/v1/shared/moments/{item}/media", ready=True),),
    "GET /v1/shared/moments/{item}/subtitles.vtt": (_shared("/v1/shared/moments/{item}/subtitles.vtt", ready=True),),
    "GET /v1/shared/moments/{item}/thumbnail": (_shared("/v1/shared/moments/{item}/thumbnail"),),
}
