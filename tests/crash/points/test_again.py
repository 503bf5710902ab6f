"""A process ends again while it makes good the end of another; and a video at which each ends is quarantined."""

from __future__ import annotations

import pytest

from tests.support.crash.cases import VIDEO, assert_recovered, crash_and_recover, opened
from tests.support.crash.crash import Crash
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.scenarios import settle, tick_once
from vindex_assets.pipeline.video_records import MAX_ATTEMPTS
from vindex_assets.uploads.video_state import WORKER_KILLED
from vindex_search.videos.video import get_video


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Crash("publish.mark_written", "kill"), Crash("publish.mark_written", "segfault")),
        (Crash("publish.counted", "exit"), Crash("step.logged", "kill", "index_points")),
        (Crash("step.made", "kill", "frames"), Crash("tick.orphans_failed", "kill")),
        (Crash("file.placed", "segfault", "points.parquet"), Crash("tick.saved", "exit")),
    ],
    ids=str,
)
def test_the_second_end_is_made_good_too(changed: CrashingLibrary, first: Crash, second: Crash) -> None:
    changed.crash(first, settle)
    crash_and_recover(changed, second, settle)


@pytest.mark.slow
def test_a_removal_that_ends_twice_is_finished(indexed: CrashingLibrary) -> None:
    for file in (indexed.home / "uploads" / "team").iterdir():
        file.unlink()
    indexed.crash(Crash("remove.unpublished"), tick_once)
    crash_and_recover(indexed, Crash("remove.partition_left"), tick_once)


@pytest.mark.slow
def test_a_video_that_ends_each_process_is_quarantined_with_its_reason(new: CrashingLibrary) -> None:
    for _ in range(MAX_ATTEMPTS):
        new.crash(Crash("step.begun", "segfault", "frames"), settle)
    new.finish(settle)
    assert_recovered(new)
    with opened(new) as home:
        video = get_video(home.library.store, VIDEO)
        assert video is not None
        assert (video.status, video.reason) == ("failed", WORKER_KILLED)
