"""The definitions, over steps that take minutes the first time: `slow-at-frames-...` is held by its step `frames`."""

from __future__ import annotations

import time

from tests.support.cluster.definitions import defs as defs
from tests.support.cluster.slow_names import held_mark, slow_name
from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_assets.pipeline.step import run
from vindex_assets.pipeline.step.asset_step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask

SECONDS = 600

_materialize = run._materialize


def _materialize_slowly(task: VideoTask, step: AssetStep) -> Metadata:
    if f"{slow_name(task.asset)}-0-" in task.video_id and _is_first_time(task):
        for _ in range(SECONDS):
            time.sleep(1)
    return _materialize(task, step)


def _is_first_time(task: VideoTask) -> bool:
    mark = held_mark(task.library.store.root, task.video_id)
    if mark.exists():
        return False
    mark.write_bytes(b"")
    return True


run._materialize = _materialize_slowly
