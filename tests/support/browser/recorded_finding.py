"""The recorded service's places, facets and suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

if TYPE_CHECKING:
    from tests.support.browser.recorded_service import Recorded


def places_of(video_id: str, duration_s: float, *places: tuple[float, float, float]) -> dict[str, Any]:
    """One of the `videos` of an answer; `places` are start, end and strength."""
    rows = [{"start_s": start, "end_s": end, "strength": strength} for start, end, strength in places]
    return {
        "video_id": video_id,
        "workspace": video_id.split("--")[0],
        "title": "",
        "duration_s": duration_s,
        "places": rows,
    }


def suggestion(text: str, kind: str, *, typed: str = "", count: int = 1, **more: Any) -> dict[str, Any]:
    """One suggestion, with the first occurrence of `typed` highlighted."""
    at = text.lower().find(typed) if typed else -1
    spans = [[at, at + len(typed)]] if at >= 0 else []
    return {"text": text, "kind": kind, "count": count, "highlights": spans, "video_id": None, "start_s": None, **more}


def counted(state: Recorded, given: dict[str, list[str]]) -> dict[str, Any]:
    """The facets of an answer, where they were asked for."""
    if "facets" not in given:
        return {"facets": None}
    names = given["facets"][0].split(",")
    return {"facets": {name: rows for name, rows in state.facets.items() if name in names} or None}


def add_suggestions(app: FastAPI, state: Recorded) -> None:
    """What may be meant: those of `state` whose text holds what was typed."""

    @app.get("/v1/suggest")
    def suggest(q: str, limit: int = 8) -> Response:
        state.typed.append(q)
        found = [one for one in state.suggestions if q.lower() in one["text"].lower()]
        return JSONResponse({"query": q, "suggestions": found[:limit]}, 503 if state.problem else 200)
