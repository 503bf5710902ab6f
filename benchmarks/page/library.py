"""A service of many videos and moments that answers at once: what is measured is the page alone."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, Response
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from PIL import Image

from vindex_search.api.middleware.security_headers import PAGE_CSP

VIDEOS: Final = 200
MOMENTS: Final = 500
PAGE: Final = 100  # moments in one answer: the most that the service gives
LENGTH_S: Final = 3600.0
SENTENCE: Final = "the potential energy of this object has become kinetic energy, and none of it is lost on its way "
PICTURE: Final = (320, 180)  # of a thumbnail of the service
PICTURES: Final = 16  # made once each: what is measured is the page


def application(web: Path) -> FastAPI:
    """The service over the page's files in `web`."""
    app = FastAPI()
    app.middleware("http")(_policy)
    app.add_api_route("/v1/status", _status)
    app.add_api_route("/v1/videos", lambda: {"videos": [_video(at) for at in range(VIDEOS)], "next": None})
    app.add_api_route("/v1/search", _search)
    app.add_api_route("/v1/videos/{video_id}/thumbnail", _thumbnail)
    app.mount("/web", StaticFiles(directory=web))
    app.add_api_route("/", lambda: FileResponse(web / "index.html"))
    return app


async def _policy(request: Any, call_next: Any) -> Any:
    response = await call_next(request)
    response.headers["Content-Security-Policy"] = PAGE_CSP.format(elsewhere="")
    return response


def _status() -> dict[str, Any]:
    known: dict[str, Any] = {
        "model_set": "offline",
        "notices": [],
        "videos": {"indexed": VIDEOS},
    }
    return {
        **known,
        "uploads": "/u",
        "workspaces": ["w"],
        "paused": [],
        "channels": {},
        "keys": False,
        "permissions": ["search"],
    }


def _search(at: int = 0) -> dict[str, Any]:
    shown = range(at, min(MOMENTS, at + PAGE))
    whole = {"videos": VIDEOS, "searchable": VIDEOS, "channels": {}}
    told = {"query": "energy", "took_ms": 9.0, "model_set": "offline", "matched": True, "message": None}
    following = f"/v1/search?at={at + PAGE}" if at + PAGE < MOMENTS else None
    courses = [_course(video) for video in sorted({_video_of(one) for one in shown})]
    return {**told, "moments": [_moment(one) for one in shown], "videos": courses, "coverage": whole, "next": following}


def _thumbnail(video_id: str, t: float = 0.0) -> Response:
    return Response(_picture(hash((video_id, t)) % PICTURES), media_type="image/jpeg")


@cache
def _picture(number: int) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(PICTURE, 20.0 + number).save(buffer, "JPEG")
    return buffer.getvalue()


def _video_of(moment: int) -> int:
    return moment * 7 % VIDEOS


def _video(at: int) -> dict[str, Any]:
    name = f"w--video-{at:010d}"
    lost = {
        "code": "sound_lost",
        "text": "28.0 s of sound cannot be decoded",
        "start_s": 1.0,
        "end_s": 2.0,
    }
    known = {"video_id": name, "workspace": "w", "title": f"Lecture {at}: conservation of energy", "status": "indexed"}
    empty: dict[str, Any] = {"reason": None, "priority": "normal", "assets": [], "tags": []}
    picture = f"/v1/videos/{name}/thumbnail?t=1"
    return {
        **known,
        **empty,
        "duration_s": LENGTH_S,
        "thumbnail_url": picture,
        "notes": [{**lost, "loss": True}] if at % 5 == 0 else [],
    }


def _course(video: int) -> dict[str, Any]:
    places = [{"start_s": at * 500.0, "end_s": at * 500.0 + 40, "strength": 1 - at / 8} for at in range(6)]
    return {"video_id": f"w--video-{video:010d}", "title": f"Lecture {video}", "duration_s": LENGTH_S, "places": places}


def _moment(at: int) -> dict[str, Any]:
    video = _video(_video_of(at))
    start = at % 6 * 500.0
    proofs = [_proof(channel) for channel in ("speech", "words", "screen")]
    told = {
        "score": 1 / (at + 1),
        "confidence": 0.4,
        "channels": ["speech", "words", "screen"],
        "has_losses": at % 9 == 0,
    }
    picture = f"/v1/videos/{video['video_id']}/thumbnail?t={start}"
    known = {"video_id": video["video_id"], "workspace": "w", "title": video["title"], "thumbnail_url": picture}
    return {**known, **told, "start_s": start, "end_s": start + 40, "evidence": proofs}


def _proof(channel: str) -> dict[str, Any]:
    text = f"{channel}: {SENTENCE * 4}"
    begin = text.index("energy")
    return {
        "channel": channel,
        "text": text,
        "highlights": [[begin, begin + 6]],
        "rank": 1,
        "score": 0.1,
        "explanation": None,
    }
