"""A process ends while a new generation takes the place of the one that readers see."""

from __future__ import annotations

from typing import Final

import pytest

from tests.support.crash.cases import crash_and_recover
from tests.support.crash.crash import Crash
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.scenarios import settle

QUICK: Final = (
    Crash("publish.points_written", "exit"),
    Crash("publish.mark_written", "kill"),
)
SLOW: Final = (
    Crash("file.drafted", "kill", "points.parquet"),
    Crash("file.placed", "segfault", "points.parquet"),
    Crash("publish.points_written", "memory"),
    Crash("publish.counted", "terminate"),
    Crash("publish.mark_written", "allocation"),
    Crash("publish.old_marks_removed", "segfault"),
    Crash("publish.revision_replaced", "kill"),
    Crash("records.indexed", "kill"),
    Crash("records.attempts_removed", "exit"),
    Crash("step.finished", "terminate", "index_points"),
    Crash("step.logged", "kill", "index_points"),
)


@pytest.mark.parametrize("crash", [*QUICK, *(pytest.param(crash, marks=pytest.mark.slow) for crash in SLOW)], ids=str)
def test_one_generation_is_left_where_another_was_being_published(changed: CrashingLibrary, crash: Crash) -> None:
    crash_and_recover(changed, crash, settle)
