"""The recorded service's saved searches: those of a list, which can be added to, changed and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

if TYPE_CHECKING:
    from tests.support.browser.recorded_service import Recorded


def saved_search(search_id: str, name: str, **more: Any) -> dict[str, Any]:
    """One row of `/v1/saved-searches`; `more` takes the place of what it names."""
    counts = {"told": 0, "unseen": 0, "dead": 0, "waiting": 0}
    feed = f"/v1/saved-searches/{search_id}/feed.atom"
    return {"id": search_id, "name": name, "search": {"q": name}, "one_in": 100, "webhook": "", "active": True,
            **counts, "feed": feed, "promise": None, "secret": None, **more}  # fmt: skip


def add_alerts(app: FastAPI, state: Recorded) -> None:
    """The routes of saved searches over `state.saved`."""

    @app.get("/v1/saved-searches")
    def saved() -> Response:
        return JSONResponse({"searches": state.saved})

    @app.post("/v1/saved-searches")
    async def save(request: Request) -> Response:
        asked = await request.json()
        made = saved_search(f"ss-{len(state.saved):012}", asked["name"], search=asked["search"])
        state.saved.append(made)
        return JSONResponse({**made, "promise": {"sentence": "Measured on 40 videos of this library."}})

    @app.patch("/v1/saved-searches/{search_id}")
    async def change(search_id: str, request: Request) -> Response:
        (row,) = [one for one in state.saved if one["id"] == search_id]
        row.update(await request.json())
        return JSONResponse(row)

    @app.delete("/v1/saved-searches/{search_id}")
    def remove(search_id: str) -> Response:
        state.saved = [one for one in state.saved if one["id"] != search_id]
        return Response(status_code=204)
