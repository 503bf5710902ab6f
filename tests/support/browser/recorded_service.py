"""A small real HTTP service with the shape of vindex's API, for tests of the page alone.

It serves the web folder under the same content security policy, real clips with byte ranges, real frames and
storyboards (`recorded_media`), and takes keys and uploads (`recorded_doors`); what it answers to a question is what the
test put there.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import UploadFile

from tests.support.browser.recorded_alerts import add_alerts
from tests.support.browser.recorded_auth import add_doors, problem
from tests.support.browser.recorded_control import add_control
from tests.support.browser.recorded_finding import add_suggestions, counted
from tests.support.browser.recorded_media import add_media
from tests.support.session.checkout import CHECKOUT
from vindex_search.api.middleware.security_headers import PAGE_CSP
from vindex_search.contract.records import STATUSES

WEB = CHECKOUT / "vindex_search" / "web"
LECTURE = "physics--lecture-0a1b2c3d4e"
WEBB = "space--webb-00ff00ff00"
HELD_AT_MOST_S = 60.0
RUN = "http://127.0.0.1:3000/runs/9f8e7d6c-0000-4000-8000-000000000000"


@dataclass
class Recorded:
    """What the service knows and answers; a test changes it before it opens the page.

    `moments` and `answers` (what else is in the answer) go by the question: its words, else what it is to be like, else
    `picture`; the answer to a question in `held_answers` waits for its event. `typed` is what suggestions were asked
    for, of which there are `suggestions`. `refused` are the problems that uploads get by file name, `rejected` those
    that their bytes get; `ended` counts the uploads that are over, however. `steered` is what was asked of videos and
    workspaces, in order (`recorded_control`).
    """

    clips: dict[str, Path] = field(default_factory=dict)
    videos: list[dict[str, Any]] = field(default_factory=list)
    moments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    transcripts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    chapters: dict[str, dict[str, Any]] = field(default_factory=dict)
    held_answers: dict[str, threading.Event] = field(default_factory=dict)
    facets: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    history: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    suggestions: list[dict[str, Any]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    problem: tuple[int, str, str] | None = None
    notices: list[str] = field(default_factory=list)
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    more: str | None = None
    asked: list[str] = field(default_factory=list)
    searches: list[dict[str, list[str]]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    may: list[str] = field(default_factory=lambda: ["search", "edit", "upload", "admin"])
    workspaces: list[str] = field(default_factory=lambda: ["physics", "space"])
    paused: list[str] = field(default_factory=list)
    saved: list[dict[str, Any]] = field(default_factory=list)
    steered: list[str] = field(default_factory=list)
    refused: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    rejected: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    uploaded: dict[str, int] = field(default_factory=dict)
    ended: int = 0
    elsewhere: str | None = None
    held: threading.Event | None = None

    def status(self) -> dict[str, Any]:
        """The body of `/v1/status`."""
        states = [video["status"] for video in self.videos]
        counts = {name: states.count(name) for name in STATUSES}
        return {
            "model_set": "offline",
            "notices": self.notices,
            "videos": counts,
            "uploads": "/srv/vindex/uploads/<workspace>/",
            "workspaces": self.workspaces,
            "paused": self.paused,
            "channels": {"speech": True, "words": True, "screen": True, "visual": False},
            "keys": bool(self.keys),
            "max_bytes": 2_000_000_000,
            "suffixes": [".mp4", ".mkv", ".webm"],
            "permissions": self.may,
        }


def video(video_id: str, title: str, *, status: str = "indexed", **more: Any) -> dict[str, Any]:
    """One row of `/v1/videos`; `more` takes the place of what it names."""
    return {
        "video_id": video_id,
        "workspace": video_id.split("--")[0],
        "title": title,
        "object_key": f"{title}.mp4",
        "status": status,
        "reason": None,
        "priority": "normal",
        "duration_s": None,
        "uploaded_at": None,
        "thumbnail_url": f"/v1/videos/{video_id}/thumbnail?t=1.0",
        "media_url": f"/v1/videos/{video_id}/media",
        "play_url": f"/v/{video_id}",
        "tags": [],
        "assets": [],
        "notes": [],
        "bytes": None,
        "language": None,
        "transcript_url": None,
        "storyboard_url": None,
        **more,
    }


def moment(video_id: str, title: str, start_s: float, end_s: float, *evidence: dict[str, Any]) -> dict[str, Any]:
    """One moment of an answer; its channels are those of its evidence."""
    return {
        "video_id": video_id,
        "workspace": video_id.split("--")[0],
        "title": title,
        "start_s": start_s,
        "end_s": end_s,
        "score": 0.03,
        "confidence": None,
        "channels": list(dict.fromkeys(one["channel"] for one in evidence)),
        "thumbnail_url": f"/v1/videos/{video_id}/thumbnail?t={start_s}",
        "has_losses": False,
        "play_url": f"/v/{video_id}?t={start_s}",
        "evidence": list(evidence),
    }


def proof(channel: str, text: str, *words: str) -> dict[str, Any]:
    """One piece of evidence with the first occurrence of each of `words` highlighted, in code points."""
    spans = [[text.index(word), text.index(word) + len(word)] for word in words]
    return {
        "channel": channel,
        "start_s": 0.0,
        "end_s": 1.0,
        "text": text,
        "highlights": spans,
        "rank": 1,
        "score": 0.02,
        "frame_url": None,
        "explanation": None,
    }


def explained(found: dict[str, Any]) -> dict[str, Any]:
    """A moment with the reasons that `explain=true` adds."""
    provenance = {
        "video_version": "etag-1",
        "code_version": "passages-3",
        "model": "all-MiniLM-L6-v2",
        "run_id": RUN.rsplit("/", 1)[1],
        "run_url": RUN,
    }
    reasons = {"weight": 1.0, "rank_constant": 2.0, "share": 0.3333, "index_score": 0.71234, "background_tail": None}
    evidence = [{**one, "explanation": {**reasons, "provenance": provenance}} for one in found["evidence"]]
    return {**found, "evidence": evidence}


def recorded_app(state: Recorded) -> FastAPI:
    """The service over `state`: the page, the files of the web folder, and the API's shape."""
    app = FastAPI()

    @app.middleware("http")
    async def policy(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = PAGE_CSP.format(
            elsewhere=f" {state.elsewhere}" if state.elsewhere else ""
        )
        return response

    add_doors(app, state)
    _add_api(app, state)
    add_media(app, state)
    add_suggestions(app, state)
    add_alerts(app, state)
    add_control(app, state)
    app.mount("/web", StaticFiles(directory=WEB))
    app.add_api_route("/", lambda: FileResponse(WEB / "index.html"))
    app.add_api_route("/v/{video_id}", lambda: FileResponse(WEB / "index.html"))
    app.add_api_route("/embed/{video_id}", lambda: FileResponse(WEB / "embed.html"))
    return app


def _add_api(app: FastAPI, state: Recorded) -> None:
    @app.get("/v1/search")
    def search(request: Request) -> Response:
        return _found(state, request.query_params.multi_items())

    @app.post("/v1/search")
    async def search_with_a_picture(request: Request) -> Response:
        async with request.form() as form:
            fields = form.multi_items()
            state.pictures += [await value.read() for _, value in fields if isinstance(value, UploadFile)]
        return _found(state, [(name, value) for name, value in fields if isinstance(value, str)])

    @app.get("/v1/videos")
    def videos(request: Request, cursor: str | None = None) -> Response:
        if state.problem:
            return problem(*state.problem)
        chosen = request.query_params.getlist("workspace")
        shown = [row for row in state.videos if not chosen or row["workspace"] in chosen]
        given = {name: request.query_params.getlist(name) for name in request.query_params}
        first = {"videos": shown, "next": state.more, **counted(state, given)}
        return JSONResponse(state.pages[cursor] if cursor else first)

    @app.get("/v1/videos/{video_id}")
    def one(video_id: str) -> Response:
        known = [row for row in state.videos if row["video_id"] == video_id]
        return JSONResponse(known[0]) if known else problem(404, "Not found", f"There is no video {video_id!r}.")

    @app.get("/v1/videos/{video_id}/history")
    def history(video_id: str, limit: int = 5, after: int = 0) -> Response:
        runs = state.history.get(video_id, [])
        more = (
            f"/v1/videos/{video_id}/history?limit={limit}&after={after + limit}" if after + limit < len(runs) else None
        )
        return JSONResponse({"video_id": video_id, "runs": runs[after : after + limit], "next": more})

    app.add_api_route("/v1/status", state.status)


def _found(state: Recorded, fields: list[tuple[str, str]]) -> Response:
    given: dict[str, list[str]] = {}
    for name, value in fields:
        given.setdefault(name, []).append(value)
    q = given.get("q", [""])[0]
    key = q or given.get("like", ["picture"])[0]
    state.asked.append(q)
    state.searches.append(given)
    if q in state.held_answers:
        state.held_answers[q].wait(HELD_AT_MOST_S)
    if state.problem:
        return problem(*state.problem)
    only = given.get("video_id")
    found = [one for one in state.moments.get(key, []) if only is None or one["video_id"] in only]
    moments = [explained(one) for one in found] if "explain" in given else found
    whole = {"videos": len(state.videos), "searchable": len(state.videos), "channels": {}}
    body = {"query": q, "took_ms": 12.3, "model_set": "offline", "matched": True, "message": None, "moments": moments}
    return JSONResponse(
        {**body, "coverage": whole, "next": None, **counted(state, given), **state.answers.get(key, {})}
    )
