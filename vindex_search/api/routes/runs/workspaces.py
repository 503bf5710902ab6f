"""POST /v1/workspaces/{workspace}/pause and .../resume: hold back the runs of a workspace."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request

from vindex_search.api.dependencies import Admin, ServiceDep, actor_of, allowed_workspaces
from vindex_search.api.openapi import problem_responses
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas import described
from vindex_search.api.schemas.runs.control import WorkspaceOut, workspace_out
from vindex_search.videos.control import pause

router = APIRouter(prefix="/v1/workspaces", tags=["videos"], route_class=KeyFirstRoute)

WorkspaceName = Annotated[
    str,
    Path(
        description="The workspace: the first folder of its uploads.",
        examples=["team"],
        json_schema_extra=described.WORKSPACE,
    ),
]
REFUSALS = problem_responses(
    {
        HTTPStatus.FORBIDDEN: "The workspace is not the caller's.",
        HTTPStatus.UNPROCESSABLE_ENTITY: "The name is malformed.",
    }
)


@router.post("/{workspace}/pause", operation_id="pause_workspace", summary="Pause a workspace", responses=REFUSALS)
def pause_workspace(request: Request, service: ServiceDep, caller: Admin, workspace: WorkspaceName) -> WorkspaceOut:
    """No run is requested for its videos, and those that wait in the queue are taken out of it; begun ones go on.

    Searches find what is indexed as ever.
    """
    allowed_workspaces(caller, [workspace])
    pause.pause_workspace(service.store, workspace, actor=actor_of(request, caller))
    return workspace_out(service.store, workspace)


@router.post("/{workspace}/resume", operation_id="resume_workspace", summary="Resume a workspace", responses=REFUSALS)
def resume_workspace(request: Request, service: ServiceDep, caller: Admin, workspace: WorkspaceName) -> WorkspaceOut:
    """The next tick of the upload sensor requests runs for what is due of it."""
    allowed_workspaces(caller, [workspace])
    pause.resume_workspace(service.store, workspace, actor=actor_of(request, caller))
    return workspace_out(service.store, workspace)
