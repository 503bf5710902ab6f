"""The recorded service's steering: it does what is asked of videos and workspaces, and notes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from tests.support.browser.recorded_auth import problem

if TYPE_CHECKING:
    from tests.support.browser.recorded_service import Recorded

BECOMES = {"cancel": "cancelled", "retry": "waiting"}


def add_control(app: FastAPI, state: Recorded) -> None:
    """Cancel, retry and priority of videos, pause and resume of workspaces; `state.problem` refuses them all."""

    def changed(video_id: str, asked: str, **what: Any) -> Response:
        state.steered.append(f"{asked} {video_id}")
        if state.problem:
            return problem(*state.problem)
        (video,) = [row for row in state.videos if row["video_id"] == video_id]
        video.update(what)
        return JSONResponse(video)

    @app.post("/v1/videos/{video_id}/{deed}")
    def steer(video_id: str, deed: str) -> Response:
        return changed(video_id, deed, status=BECOMES[deed])

    @app.put("/v1/videos/{video_id}/priority")
    async def prioritise(video_id: str, request: Request) -> Response:
        priority = (await request.json())["priority"]
        return changed(video_id, priority, priority=priority)

    @app.post("/v1/workspaces/{workspace}/{deed}")
    def hold(workspace: str, deed: str) -> Response:
        state.steered.append(f"{deed} {workspace}")
        state.paused = [*state.paused, workspace] if deed == "pause" else []
        return JSONResponse({"workspace": workspace, "paused": deed == "pause", "since": None})
