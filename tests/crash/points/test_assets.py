"""A process ends at every asset: before its artefact is in place, between data and stamp, and after."""

from __future__ import annotations

from typing import Final

import pytest

from tests.support.crash.cases import crash_and_recover
from tests.support.crash.crash import Crash
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.scenarios import settle

# With a slow one beside it where the same kind of place has been taken already.
QUICK: Final = (
    Crash("file.drafted", "kill", "frames.parquet"),
    Crash("artefact.data_placed", "segfault", "audio.flac"),
    Crash("step.made", "terminate", "index_points"),
    Crash("step.begun", "memory", "transcript"),
)
SLOW: Final = (
    Crash("records.attempt_counted", "kill"),
    Crash("file.drafted", "segfault", "video.json"),
    Crash("artefact.data_placed", "kill", "video.json"),
    Crash("step.finished", "exit", "video"),
    Crash("step.logged", "terminate", "video"),
    Crash("artefact.unstamped", "allocation", "storyboard.vtt"),
    Crash("artefact.data_placed", "memory", "storyboard.vtt"),
    Crash("file.placed", "exit", "frames.parquet"),
    Crash("step.made", "disk", "frames"),
    Crash("artefact.unstamped", "kill", "audio.flac"),
    Crash("step.logged", "segfault", "audio"),
    Crash("file.drafted", "terminate", "transcript.parquet"),
    Crash("file.placed", "allocation", "transcript.parquet"),
    Crash("file.drafted", "exit", "screen_text.parquet"),
    Crash("step.made", "kill", "screen_text"),
    Crash("file.drafted", "memory", "frames.parquet", time=2),  # of the embeddings
    Crash("step.finished", "segfault", "frame_embeddings"),
    Crash("file.drafted", "disk", "texts.parquet"),
    Crash("step.logged", "kill", "text_embeddings"),
    Crash("file.drafted", "exit", "points.parquet"),
    Crash("file.placed", "kill", "points.parquet"),
)


@pytest.mark.parametrize("crash", [*QUICK, *(pytest.param(crash, marks=pytest.mark.slow) for crash in SLOW)], ids=str)
def test_a_run_that_ends_at_an_asset_is_finished_by_the_next(new: CrashingLibrary, crash: Crash) -> None:
    crash_and_recover(new, crash, settle)
