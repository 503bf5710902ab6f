"""The whole graph with steps that do no work, one of which blocks: real runs, in any process, in a moment.

`BLOCKED` (environment) says which step blocks, and how: `<asset>` in a call that only a signal wakes, `<asset>:looping`
in a loop of Python code, `<asset>:native` in native code that takes no signal, `<asset>:released` until
`<home>/released` exists. It blocks once, while `<home>/blocked` does not exist; the step creates that as it begins to.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import dagster as dg
import polars as pl
import pytest

from tests.support.concurrency.waiting import until
from vindex_assets.assets.factory import build_asset
from vindex_assets.assets.video import count_attempt
from vindex_assets.cluster.choose_executor import choose_executor
from vindex_assets.pipeline import video_records
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.records import VideoRecord
from vindex_search.settings import Settings, settings

BLOCKED: Final = "STUB_GRAPH_BLOCKED"
MUTEX_BYTES: Final = 64  # of a pthread_mutex_t, with room to spare
EMPTY: Final = pl.DataFrame(schema={"text": pl.String})


def _begin(task: VideoTask) -> None:
    count_attempt(task)


def flag(home: Path) -> Path:
    """The file that exists once the step blocks."""
    return home / "blocked"


def before_make(asset: str, task: VideoTask) -> None:
    """Called before a step writes its artefact; tests put something in its place."""


def _make(asset: str, task: VideoTask) -> None:
    before_make(asset, task)
    blocked, _, how = os.environ.get(BLOCKED, "").partition(":")
    if blocked == asset and not flag(settings().home).exists():
        _block(how)
    store, artefact = task.library.store, task.policy.artefact
    if artefact.endswith(".parquet"):
        store.write_table(task.video_id, artefact, EMPTY, task.stamp)
        return
    record = VideoRecord.from_manifest({"duration_s": 2.0, "width": 0})
    data = record.to_json() if asset == "video" else b"fLaC"
    store.write_bytes(task.video_id, artefact, data, task.stamp)


def release(home: Path) -> Path:
    """The file for which a step waits that is to be released."""
    return home / "released"


def _block(how: str) -> None:
    flag(settings().home).touch()
    if how == "released":
        until(release(settings().home).exists)
        return
    if how == "looping":
        until(lambda: False)
    if how == "native":
        lock, mutex = ctypes.CDLL(None).pthread_mutex_lock, ctypes.create_string_buffer(MUTEX_BYTES)
        lock(mutex)
        lock(mutex)  # for ever: a mutex that a thread has taken, taken again
    threading.Event().wait()


def _publish(task: VideoTask) -> None:
    task.library.store.publish(task.video_id, task.stamp.fingerprint, 0)
    video_records.record_indexed(task.library.store, task.video_id, task.revision, task.stamp.fingerprint, task.run_id)


def _describe(_task: VideoTask) -> dict[str, object]:
    return {}


ASSETS: Final = [
    build_asset(
        AssetStep(
            asset,
            partial(_make, asset),
            _describe,
            before=_begin if asset == "video" else None,
            after=_publish if asset == "index_points" else None,
        ),
        None,
    )
    for asset in POLICIES
]
_DEFINITIONS: Final = dg.Definitions(
    assets=ASSETS,
    jobs=[
        dg.define_asset_job("in_process", executor_def=dg.in_process_executor),
        dg.define_asset_job("threads", executor_def=choose_executor(Settings(executor="in_process"))),
        dg.define_asset_job("multiprocess", executor_def=choose_executor(Settings(executor="multiprocess"))),
    ],
    resources={"library": LibraryResource()},
)


def in_process() -> dg.JobDefinition:
    """The job under Dagster's own in-process executor, one step after another in the main thread."""
    return _DEFINITIONS.resolve_job_def("in_process")


def threads() -> dg.JobDefinition:
    """The job under the executor that the setting `in_process` stands for."""
    return _DEFINITIONS.resolve_job_def("threads")


def multiprocess() -> dg.JobDefinition:
    """The job under the executor `multiprocess`."""
    return _DEFINITIONS.resolve_job_def("multiprocess")


@contextmanager
def blocking(asset: str) -> Iterator[None]:
    """Context manager: that step blocks, once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(BLOCKED, asset)
        yield
