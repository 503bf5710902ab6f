"""A small real HTTP service with the shape of vindex's API, for tests of the page alone.

It serves the web folder under the same content security policy, real clips with byte ranges and real frames as
thumbnails; what it answers to a question is what the test put there.
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

WEB = Path(__file__).resolve().parents[2] / "vindex_search" / "web"
POLICY = "default-src 'self'"
LECTURE = "physics--lecture-0a1b2c3d4e"
WEBB = "space--webb-00ff00ff00"


@dataclass
class Recorded:
    """What the service knows and answers; a test changes it before it opens the page."""

    clips: dict[str, Path] = field(default_factory=dict)
    videos: list[dict[str, Any]] = field(default_factory=list)
    moments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    delay_s: dict[str, float] = field(default_factory=dict)
    problem: tuple[int, str, str] | None = None
    notices: list[str] = field(default_factory=list)
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    more: str | None = None
    asked: list[str] = field(default_factory=list)

    def status(self) -> dict[str, Any]:
        """The body of `/v1/status`."""
        states = [video["status"] for video in self.videos]
        counts = {name: states.count(name) for name in ("indexed", "failed", "processing", "waiting")}
        uploads = "/srv/vindex/uploads/<workspace>/"
        return {"model_set": "offline", "notices": self.notices, "videos": counts, "uploads": uploads}


def video(video_id: str, title: str, *, status: str = "indexed", **more: Any) -> dict[str, Any]:
    """One row of `/v1/videos`; `more` takes the place of what it names."""
    return {
        "video_id": video_id,
        "workspace": video_id.split("--")[0],
        "title": title,
        "object_key": f"{title}.mp4",
        "status": status,
        "reason": None,
        "duration_s": None,
        "uploaded_at": None,
        "thumbnail_url": f"/v1/videos/{video_id}/thumbnail?t=1.0",
        "media_url": f"/v1/videos/{video_id}/media",
        "play_url": f"/v/{video_id}",
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
        "channels": list(dict.fromkeys(one["channel"] for one in evidence)),
        "thumbnail_url": f"/v1/videos/{video_id}/thumbnail?t={start_s}",
        "play_url": f"/v/{video_id}?t={start_s}",
        "evidence": list(evidence),
    }


def proof(channel: str, text: str, *words: str) -> dict[str, Any]:
    """One piece of evidence with the first occurrence of each of `words` highlighted, in code points."""
    spans = [[text.index(word), text.index(word) + len(word)] for word in words]
    return {"channel": channel, "start_s": 0.0, "end_s": 1.0, "text": text, "highlights": spans, "score": 0.02}


def frame_jpeg(clip: Path, t: float) -> bytes:
    """The key frame at or before `t` seconds as JPEG, 320 pixels wide."""
    import av
    from PIL import Image

    with av.open(str(clip)) as container:
        container.seek(int(t * av.time_base))
        image = Image.fromarray(next(container.decode(video=0)).to_ndarray(format="rgb24"))
    image.thumbnail((320, 320))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()


def recorded_app(state: Recorded) -> FastAPI:
    """The service over `state`: the page, the files of the web folder, and the API's shape."""
    app = FastAPI()

    @app.middleware("http")
    async def policy(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    _add_api(app, state)
    _add_media(app, state)
    app.mount("/web", StaticFiles(directory=WEB))
    app.add_api_route("/", lambda: FileResponse(WEB / "index.html"))
    app.add_api_route("/v/{video_id}", lambda: FileResponse(WEB / "index.html"))
    return app


def _add_api(app: FastAPI, state: Recorded) -> None:
    @app.get("/v1/search")
    def search(q: str, video_id: str | None = None) -> Response:
        state.asked.append(q)
        time.sleep(state.delay_s.get(q, 0.0))
        if state.problem:
            return _problem(*state.problem)
        found = [one for one in state.moments.get(q, []) if video_id in (None, one["video_id"])]
        return JSONResponse({"query": q, "took_ms": 12.3, "model_set": "offline", "moments": found, "next": None})

    @app.get("/v1/videos")
    def videos(cursor: str | None = None) -> Response:
        if state.problem:
            return _problem(*state.problem)
        return JSONResponse(state.pages[cursor] if cursor else {"videos": state.videos, "next": state.more})

    @app.get("/v1/videos/{video_id}")
    def one(video_id: str) -> Response:
        known = [row for row in state.videos if row["video_id"] == video_id]
        return JSONResponse(known[0]) if known else _problem(404, "Not found", f"There is no video {video_id!r}.")

    app.add_api_route("/v1/status", state.status)


def _add_media(app: FastAPI, state: Recorded) -> None:
    def clip_of(video_id: str) -> Path:
        if video_id not in state.clips:
            raise HTTPException(404)
        return state.clips[video_id]

    @app.get("/v1/videos/{video_id}/media")
    def media(video_id: str) -> Response:
        return FileResponse(clip_of(video_id))

    @app.get("/v1/videos/{video_id}/thumbnail")
    def thumbnail(video_id: str, t: float) -> Response:
        return Response(frame_jpeg(clip_of(video_id), t), media_type="image/jpeg")


def _problem(status: int, title: str, detail: str) -> Response:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve `app` on a free port of this machine, in a thread; gives the address without a slash at the end."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)
