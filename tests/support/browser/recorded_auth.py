"""The recorded service's doors: who may ask, and how files come in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from tests.support.concurrency.waiting import rounds

if TYPE_CHECKING:
    from tests.support.browser.recorded_service import Recorded

COOKIE = "vindex_session"
HELD_AFTER = 1_000_000  # bytes of an upload that are read before it is held


def problem(status: int, title: str, detail: str) -> Response:
    """An answer as the service gives its problems."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def add_doors(app: FastAPI, state: Recorded) -> None:
    """Keys and uploads."""

    @app.middleware("http")
    async def known(request: Request, call_next: Any) -> Any:
        guarded = request.url.path.startswith("/v1/") and request.url.path != "/v1/session" and state.keys
        if guarded and request.cookies.get(COOKIE) not in state.keys:
            return problem(401, "Unauthorized", "Send an API key.")
        if request.method not in ("GET", "OPTIONS") and request.headers.get("X-Vindex") != "1":
            return problem(403, "Forbidden", "The header X-Vindex: 1 is missing.")
        return await call_next(request)

    _add_session(app, state)
    _add_uploads(app, state)


def _add_session(app: FastAPI, state: Recorded) -> None:
    @app.post("/v1/session")
    async def sign_in(request: Request) -> Response:
        key = (await request.json())["key"]
        if key not in state.keys:
            return problem(401, "Unauthorized", "This key is not known here; ask who runs the library for one.")
        answer = Response(status_code=204)
        answer.set_cookie(COOKIE, key, httponly=True, samesite="strict")
        return answer

    @app.delete("/v1/session")
    def sign_out() -> Response:
        answer = Response(status_code=204)
        answer.delete_cookie(COOKIE)
        return answer


def _add_uploads(app: FastAPI, state: Recorded) -> None:
    @app.post("/v1/uploads")
    async def begin(request: Request) -> Response:
        asked = await request.json()
        if asked["name"] in state.refused:
            return problem(*state.refused[asked["name"]])
        key = f"{asked['workspace']}/{asked['name']}"
        where: dict[str, Any] = {
            "method": "PUT",
            "url": f"{state.elsewhere or ''}/v1/uploads/{key}",
            "headers": {},
        }
        video_id = f"{asked['workspace']}--upload-0123456789"
        return JSONResponse({"object_key": key, "video_id": video_id, "expires_in_s": 3600, **where}, 201)

    @app.put("/v1/uploads/{workspace}/{path:path}")
    async def put(request: Request, workspace: str, path: str) -> Response:
        size = 0
        try:
            async for chunk in request.stream():
                size += len(chunk)
                for _ in rounds():
                    if not state.held or size <= HELD_AFTER or state.held.is_set():
                        break
                    await asyncio.sleep(0.02)
        finally:
            state.ended += 1
        if path in state.rejected:
            return problem(*state.rejected[path])
        state.uploaded[f"{workspace}/{path}"] = size
        return JSONResponse({"object_key": f"{workspace}/{path}", "video_id": "", "size": size}, 201)
