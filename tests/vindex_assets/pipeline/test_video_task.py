"""One video at one step: what is missing is a failure with its sentence, and a child has the deadline of its row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.dagster.step_runs import register_uploads
from tests.support.library.home import Home
from tests.support.library.upload_files import delete_file
from tests.support.library.video_tasks import task_for
from vindex_assets.failures import Permanent, Transient
from vindex_assets.media import child_tasks
from vindex_assets.pipeline import progress
from vindex_assets.pipeline.policy import DEADLINE_BASE_S, POLICIES
from vindex_assets.pipeline.video_task import MIN_DURATION_S, NOT_REGISTERED, UPLOAD_GONE, VideoTask
from vindex_search import sandbox
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.storage.stamp import Stamp


@pytest.fixture
def task(home: Home) -> VideoTask:
    """The step `frames` on a probed video of ten seconds."""
    (name,) = register_uploads(home, "a")
    return probed(home, task_for(home, "frames", name, Stamp((), "1")), 10.0)


def probed(home: Home, task: VideoTask, duration_s: float) -> VideoTask:
    record = VideoRecord.from_manifest({"duration_s": duration_s, "width": 64})
    home.library.store.write_record(task.video_id, record)
    return task


def test_the_row_is_that_of_its_asset(task: VideoTask) -> None:
    assert task.policy is POLICIES["frames"]


def test_the_length_is_never_zero(home: Home, task: VideoTask) -> None:
    assert task.duration_s == 10.0
    assert probed(home, task, 0.0).duration_s == MIN_DURATION_S > 0


def test_a_video_that_was_not_probed_may_be_tried_again(home: Home, task: VideoTask) -> None:
    home.library.store.remove_record(task.video_id, VideoRecord)
    with pytest.raises(Transient, match="materialise it first"):
        task.video_record()


def test_a_video_that_is_not_registered_any_more_has_failed(home: Home, task: VideoTask) -> None:
    assert task.upload_record().object_key == "team/a.mp4"
    home.library.store.remove_record(task.video_id, UploadRecord)
    with pytest.raises(Permanent, match=NOT_REGISTERED):
        task.upload_record()


def test_a_child_has_the_upload_its_manifest_and_the_deadline_of_the_row(
    home: Home, task: VideoTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str, float]] = []

    def run_sandboxed(
        function: object, *given: Any, deadline_s: float, progress: Callable[[float], None], **opened: object
    ) -> dict[str, Any]:
        path, manifest, *more = given
        progress(2.5)
        return {
            "function": function,
            "bytes": Path(path).read_bytes(),
            "manifest": manifest,
            "more": more,
            "s": deadline_s,
            "opened": opened,
        }

    monkeypatch.setattr(sandbox, "run_sandboxed", run_sandboxed)
    with progress.subscribed(lambda *said: told.append(said)):
        result = task.run_in_child("write_frames", "folder", "content", writable=Path("folder"))
    assert result == {
        "function": child_tasks.write_frames,
        "bytes": b"film",
        "manifest": {"duration_s": 10.0, "width": 64},
        "more": ["folder", "content"],
        "s": DEADLINE_BASE_S + 4.0 * 10.0,
        "opened": {"readable": [home.uploads / "team/a.mp4"], "writable": Path("folder")},
    }
    assert told == [(task.video_id, "frames", 0.25)]
    assert DEADLINE_BASE_S == 120.0


def test_an_upload_that_is_gone_is_a_failure_that_stays(home: Home, task: VideoTask) -> None:
    delete_file(home, "team/a.mp4")
    with pytest.raises(Permanent, match=UPLOAD_GONE):
        task.run_in_child("write_frames", "folder", "content")
