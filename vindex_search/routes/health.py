"""Is it alive, can it answer, and what should a person know about this library?"""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel

from vindex_search.problems import Problem
from vindex_search.routes.opened import Library
from vindex_search.videos import STATUSES, Status, all_videos

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """A sign of life."""

    status: str = "ok"


class StatusAnswer(BaseModel):
    """The library at a glance; `behind` is how many videos the index does not show in their newest version yet."""

    model_set: str
    notices: list[str]
    videos: dict[Status, int]
    behind: int
    uploads: str


@router.get("/healthz")
def healthz(library: Library) -> Health:
    """The process is well: it answers searches, or will when it has loaded; 503 where only a new start can mend it."""
    if library.failed:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, library.failed)
    return Health()


@router.get("/readyz")
def readyz(library: Library) -> Health:
    """Models are loaded and the index holds what was published; 503 until then, and from when the service ends."""
    if library.closing or not library.ready:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, library.problem)
    return Health()


@router.get("/v1/status")
def status(library: Library) -> StatusAnswer:
    """The model set, what it cannot do, and how many videos are in which state."""
    counts = Counter(video.status for video in all_videos(library.store))
    lacking = library.models.why_no_vision
    return StatusAnswer(
        model_set=library.models.name,
        notices=[lacking] if lacking else [],
        videos={name: counts[name] for name in STATUSES},
        behind=library.behind(),
        uploads=library.settings.uploads_root,
    )
