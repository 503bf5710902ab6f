"""One video at one step, for tests that call the functions of a step without a run."""

from __future__ import annotations

from tests.support.library.home import Home
from tests.support.storage.video_records import revision_of
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.storage.stamp import Stamp


def task_for(home: Home, asset: str, video_id: str, stamp: Stamp, *, run_id: str = "r1") -> VideoTask:
    """The task of an asset on a registered video."""
    revision = revision_of(home.library.store, video_id)
    return VideoTask(home.library, asset, video_id, revision, run_id, stamp)
