"""`transcript`: what is said, from the video's own subtitles where it has them, else from speech recognition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import dagster as dg

from vindex_assets.batch import Metadata, Step, Work, each_video
from vindex_assets.policy import asset_options
from vindex_assets.resources import Library
from vindex_search.contract import AUDIO, TRANSCRIPT, UPLOAD, VIDEO

if TYPE_CHECKING:
    from vindex_assets.speech.base import Segment

EXCERPT: Final = 600  # characters of the transcript shown in the metadata


def make(work: Work) -> None:
    """Write `transcript.parquet`; a video without speech gets an empty one."""
    from vindex_assets.speech.base import tidy, to_table

    store = work.library.store
    facts = store.read_record(work.video_id, VIDEO) or {}
    origin, segments = _sidecar(work) or _embedded(work) or _recognised(work)
    table = to_table(tidy(segments, duration_s=facts["duration_s"]))
    store.write_table(work.video_id, TRANSCRIPT, table, work.stamp.with_note({"origin": origin}))
