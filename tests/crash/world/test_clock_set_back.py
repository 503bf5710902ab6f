"""The clock is set back between two processes: the second finds records of the future, and goes on as ever."""

from __future__ import annotations

import os
import time

import pytest

from tests.support.crash.cases import assert_recovered
from tests.support.crash.crash import Crash
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.scenarios import settle, settle_in_the_past

HOUR = 3600.0


@pytest.mark.slow
@pytest.mark.parametrize(
    "crash", [Crash("step.logged", "kill", "frames"), Crash("publish.mark_written"), Crash("tick.saved")], ids=str
)
@pytest.mark.parametrize("back", [HOUR, 400 * 24 * HOUR], ids=["an hour", "a year"])
def test_a_run_on_an_earlier_clock_finishes_what_another_began(new: CrashingLibrary, crash: Crash, back: float) -> None:
    new.crash(crash, settle)
    new.finish(settle_in_the_past, back)
    assert_recovered(new)


@pytest.mark.slow
def test_what_was_published_on_an_earlier_clock_is_replaced(changed: CrashingLibrary) -> None:
    uploaded = time.time() - 2 * HOUR  # on both clocks in the past: what is of the future is waited for
    for file in (changed.home / "uploads" / "team").iterdir():
        os.utime(file, (uploaded, uploaded))
    changed.crash(Crash("publish.mark_written"), settle_in_the_past, HOUR)
    changed.finish(settle)
    assert_recovered(changed)
