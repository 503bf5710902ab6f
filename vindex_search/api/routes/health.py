"""Is it alive, can it answer, and what should a person know about this library?"""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel

from vindex_search.api.dependencies import AuthenticatorDep, ServiceDep, Searcher
from vindex_search.api.problems import Problem
from vindex_search.auth.permissions import PERMISSIONS, Caller, Permission
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.contract.media_types import MEDIA_SUFFIXES, SIDECAR_SUFFIXES
from vindex_search.contract.records import STATUSES, Status
from vindex_search.storage.store import Store
from vindex_search.videos.completeness_report import read_report

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """A sign of life."""

    status: str = "ok"


class Checked(BaseModel):
    """What the last check for missing things found: when it was (ISO 8601, UTC), and in how many videos something."""

    at: str
    incomplete: int


class StatusAnswer(BaseModel):
    """The library at a glance, as the caller sees it.

    `behind` is how many videos the index does not show in their newest version yet, `keys` whether one is needed;
    `channels` says on which anything can be found, `completeness` what the last check found;
    `max_bytes` and `suffixes` what may be uploaded.
    """

    model_set: str
    notices: list[str]
    videos: dict[Status, int]
    workspaces: list[str]
    channels: dict[Channel, bool]
    behind: int
    completeness: Checked | None
    uploads: str
    max_bytes: int
    suffixes: list[str]
    keys: bool
    permissions: list[Permission]


@router.get("/healthz")
def healthz(library: ServiceDep) -> Health:
    """The process is well: it answers searches, or will when it has loaded; 503 where only a new start can mend it."""
    if library.load_error:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, library.load_error)
    return Health()


@router.get("/readyz")
def readyz(library: ServiceDep) -> Health:
    """Models are loaded and the index holds what was published; 503 until then, and from when the service ends."""
    if library.shutting_down or not library.ready:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, library.problem)
    return Health()


@router.get("/v1/status")
def status(library: ServiceDep, caller: Searcher, doors: AuthenticatorDep) -> StatusAnswer:
    """The model set, what it cannot do, and how many of the caller's videos are in which state."""
    seen = library.videos(caller.workspaces)
    counts = Counter(video.status for video in seen)
    lacking = library.models.why_no_vision
    return StatusAnswer(
        model_set=library.models.name,
        notices=[lacking] if lacking else [],
        videos={name: counts[name] for name in STATUSES},
        workspaces=sorted({video.workspace for video in seen} | set(caller.workspaces)),
        channels={channel: channel != "visual" or library.models.vision is not None for channel in CHANNELS},
        behind=library.count_stale(caller.workspaces),
        completeness=_checked(library.store, caller),
        uploads=library.settings.uploads_root,
        max_bytes=library.settings.max_bytes,
        suffixes=sorted(MEDIA_SUFFIXES | SIDECAR_SUFFIXES),
        keys=not doors.keys.empty,
        permissions=[name for name in PERMISSIONS if caller.has_permission(name)],
    )


def _checked(store: Store, caller: Caller) -> Checked | None:
    report = read_report(store)
    return Checked(at=report.at, incomplete=report.count_incomplete(caller.can_see)) if report else None
