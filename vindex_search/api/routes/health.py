"""GET /healthz, /readyz and /v1/status: liveness, readiness, and the state of the library."""

from __future__ import annotations

from collections import Counter
from functools import partial
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel

from vindex_search.api.dependencies import AuthenticatorDep, Searcher, ServiceDep, TurnsDep
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.auth.permissions import PERMISSIONS, Caller, Permission
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.contract.media_types import MEDIA_SUFFIXES, SIDECAR_SUFFIXES
from vindex_search.contract.records import STATUSES, Status
from vindex_search.query.service import SHUTTING_DOWN, STILL_LOADING, SearchService
from vindex_search.storage.runs.paused import paused_workspaces
from vindex_search.storage.store import Store
from vindex_search.videos.completeness_report import read_report

router = APIRouter(tags=["health"], route_class=KeyFirstRoute)

# Both probes are answered on the event loop, with no thread, lock or file, and to anybody: not with what an exception
# says, which may name paths and addresses.
PUBLIC_REASONS: Final = (STILL_LOADING, SHUTTING_DOWN)
SEE_LOG: Final = "the library cannot be served; the service's log says why"


class Health(BaseModel):
    """The check passed."""

    status: str = "ok"


class Checked(BaseModel):
    """The last completeness check: when it ran (ISO 8601, UTC), and how many videos lacked something."""

    at: str
    incomplete: int


class StatusAnswer(BaseModel):
    """The state of the library, in the workspaces that the caller can see.

    `behind` counts the videos whose newest version is not in the index yet; `channels` tells which channels can be
    searched; `completeness` is the result of the last check; `max_bytes` and `suffixes` limit uploads; `keys` tells
    whether a key is needed; `permissions` are the caller's; `paused` are the workspaces that no run is requested for.
    """

    model_set: str
    notices: list[str]
    videos: dict[Status, int]
    workspaces: list[str]
    paused: list[str]
    channels: dict[Channel, bool]
    behind: int
    completeness: Checked | None
    uploads: str
    max_bytes: int
    suffixes: list[str]
    keys: bool
    permissions: list[Permission]


@router.get("/healthz")
async def healthz(service: ServiceDep) -> Health:
    """Liveness: 200 while the service is loading or running; 503 after a failure that only a restart can mend."""
    if service.load_error:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, SEE_LOG)
    return Health()


@router.get("/readyz")
async def readyz(service: ServiceDep) -> Health:
    """Readiness: 200 when models are loaded and the index is up to date; 503 before that and during shutdown."""
    if service.shutting_down or not service.ready:
        reason = service.unavailable_reason
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, reason if reason in PUBLIC_REASONS else SEE_LOG)
    return Health()


@router.get("/v1/status")
async def status(
    service: ServiceDep, caller: Searcher, authenticator: AuthenticatorDep, turns: TurnsDep
) -> StatusAnswer:
    """Model set, notices, number of videos by status, upload limits and the caller's permissions."""
    return await turns.lists.run(partial(_status, service, caller, keys=not authenticator.keys.open))


def _status(service: SearchService, caller: Caller, *, keys: bool) -> StatusAnswer:
    videos = service.videos(caller.workspaces)
    counts = Counter(video.status for video in videos)
    return StatusAnswer(
        model_set=service.models.name,
        notices=list(service.models.notices),
        videos={status: counts[status] for status in STATUSES},
        workspaces=sorted({video.workspace for video in videos} | set(caller.workspaces)),
        paused=sorted(filter(caller.can_see, paused_workspaces(service.store.root))),
        channels={channel: channel != "visual" or service.models.vision is not None for channel in CHANNELS},
        behind=service.count_stale(caller.workspaces),
        completeness=_last_check(service.store, caller),
        uploads=service.settings.uploads_root,
        max_bytes=service.settings.max_bytes,
        suffixes=sorted(MEDIA_SUFFIXES | SIDECAR_SUFFIXES),
        keys=keys,
        permissions=[name for name in PERMISSIONS if caller.has_permission(name)],
    )


def _last_check(store: Store, caller: Caller) -> Checked | None:
    report = read_report(store)
    return Checked(at=report.at, incomplete=report.count_incomplete(caller.can_see)) if report else None
