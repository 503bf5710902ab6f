"""A process of one step ends, under `multiprocess`: the run goes on or fails, and the video is indexed by the next."""

from __future__ import annotations

from typing import Final

import pytest

from tests.support.crash.cases import assert_recovered
from tests.support.crash.crash import Crash
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.scenarios import settle
from tests.support.crash.step_processes import run_in_processes

pytestmark = pytest.mark.slow
CRASHES: Final = (
    Crash("step.finished", "kill", "video"),
    Crash("file.placed", "segfault", "frames.parquet"),
    Crash("artefact.data_placed", "exit", "audio.flac"),
    Crash("step.made", "terminate", "transcript"),
    Crash("step.made", "kill", "index_points"),
    Crash("step.made", "host", "frames"),
)


@pytest.mark.parametrize("crash", CRASHES, ids=str)
def test_a_step_whose_process_ends_is_made_again(new: CrashingLibrary, crash: Crash) -> None:
    new.crash(crash, run_in_processes, new.folder, crash)
    new.wait_until_alone()
    new.finish(settle)
    new.wait_until_alone()
    assert_recovered(new)
