"""Videos as a cache holds them, for what counts and filters them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from vindex_search.contract.description.video_description import NOTHING, VideoDescription
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import Status
from vindex_search.videos.video import Video

_NUMBERS = itertools.count()


def video(
    where: tuple[str, Sequence[str]],
    *,
    duration_s: float | None = 30.0,
    uploaded_at: str | None = "2026-01-01T00:00:00+00:00",
    status: Status = "indexed",
    description: VideoDescription = NOTHING,
) -> Video:
    """A new video of a workspace with tags."""
    workspace, tags = where
    key = "/".join([workspace, *tags, f"talk {next(_NUMBERS)}.mp4"])
    return Video(
        video_id=video_id("folder", key),
        workspace=workspace,
        object_key=key,
        version="1",
        sidecars=(),
        revision="1",
        size=1,
        status=status,
        reason=None,
        failed_asset=None,
        duration_s=duration_s,
        uploaded_at=uploaded_at,
        has_frames=False,
        description=description,
    )
