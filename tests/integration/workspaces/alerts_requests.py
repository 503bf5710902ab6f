"""Requests for the saved searches of a workspace, for the cross-workspace suite.

Each first saves a search in the workspace that it is about, which only its own key may. What a key is told of a foreign
search that exists is in `tests/vindex_search/api/routes/alerts/test_saved_searches.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx

from tests.support.http.video_requests import SendRequest, VideoName

UNKNOWN: Final = "ss-000000000000"
ALL: Final = "/v1/saved-searches"
ONE: Final = "/v1/saved-searches/{search_id}"


def _save(client: httpx.Client, about: VideoName) -> httpx.Response:
    search = {"q": "moon and ocean", "workspace": [about.workspace]}
    return client.post(ALL, json={"name": "Tides", "search": search})


def _of_all(client: httpx.Client, about: VideoName) -> httpx.Response:
    _save(client, about)
    return client.get(ALL)


def _of_one(method: str, rest: str = "", **options: Any) -> SendRequest:
    """A request about the saved search of the workspace, or about none where the caller may not see it."""

    def send(client: httpx.Client, about: VideoName) -> httpx.Response:
        found = [one["id"] for one in _of_all(client, about).json().get("searches", ())]
        return client.request(method, f"{ALL}/{found[0] if found else UNKNOWN}{rest}", **options)

    return send


ALERTS_REQUESTS: Final[Mapping[str, tuple[SendRequest, ...]]] = {
    f"GET {ALL}": (_of_all,),
    f"POST {ALL}": (_save,),
    f"GET {ONE}": (_of_one("GET"),),
    f"PATCH {ONE}": (_of_one("PATCH", json={"active": False}),),
    f"GET {ONE}/moments": (_of_one("GET", "/moments"),),
    f"GET {ONE}/dead-letters": (_of_one("GET", "/dead-letters"),),
    f"GET {ONE}/feed.atom": (_of_one("GET", "/feed.atom"),),
    f"POST {ONE}/seen": (_of_one("POST", "/seen"),),
    f"POST {ONE}/test": (_of_one("POST", "/test"),),
    f"POST {ONE}/messages/{{message_id}}/retry": (_of_one("POST", "/messages/msg_0/retry"),),
    f"DELETE {ONE}": (_of_one("DELETE"),),
}
