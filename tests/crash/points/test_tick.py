"""A process ends in every part of a tick of the upload sensor."""

from __future__ import annotations

from itertools import cycle
from typing import Final

import pytest

from tests.support.crash.cases import ONE, SAID, crash_and_recover
from tests.support.crash.crash import Crash
from tests.support.crash.ends import End
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.scenarios import tick_once
from tests.support.media.films import make_film, make_subtitles
from vindex_search.common.crash_point import POINTS

QUICK: Final = {"tick.partitions_added", "tick.registered"}
HOW: Final[tuple[End, ...]] = ("kill", "exit", "segfault", "terminate", "memory", "allocation")
NEW: Final = [
    pytest.param(Crash(point, how), marks=() if point in QUICK else pytest.mark.slow)
    for point, how in zip(sorted(point for point in POINTS if point.startswith("tick.")), cycle(HOW), strict=False)
]
REMOVING: Final = (
    Crash("tick.compared", "kill"),
    Crash("remove.marked", "exit"),
    Crash("remove.unrecorded", "segfault"),
    Crash("remove.points_removed", "kill"),
    Crash("remove.unpublished", "terminate"),
    Crash("remove.unindexed", "kill"),
    Crash("remove.unregistered", "memory"),
    Crash("delete.record_removed", "exit"),
    Crash("remove.partition_left", "kill"),
    Crash("tick.gone_removed", "segfault"),
    Crash("tick.snapshot_saved", "kill"),
)
AT_REMOVAL: Final = [
    pytest.param(crash, marks=() if crash.point == "remove.unregistered" else pytest.mark.slow) for crash in REMOVING
]


@pytest.mark.parametrize("crash", NEW, ids=str)
def test_a_tick_that_finds_an_upload(new: CrashingLibrary, crash: Crash) -> None:
    crash_and_recover(new, crash, tick_once)


@pytest.mark.parametrize("crash", AT_REMOVAL, ids=str)
def test_a_tick_that_removes_what_is_not_uploaded_any_more(indexed: CrashingLibrary, crash: Crash) -> None:
    for file in (indexed.home / "uploads" / "team").iterdir():
        file.unlink()
    crash_and_recover(indexed, crash, tick_once)


@pytest.mark.slow
@pytest.mark.parametrize("crash", [Crash("remove.points_removed"), Crash("remove.unregistered"), Crash("tick.saved")])
def test_an_upload_that_is_back_before_its_removal_goes_on_is_indexed(indexed: CrashingLibrary, crash: Crash) -> None:
    folder = indexed.home / "uploads" / "team"
    for file in folder.iterdir():
        file.unlink()

    indexed.crash(crash, tick_once)
    make_subtitles(make_film(indexed.home / "uploads" / ONE), SAID)
    crash_and_recover(indexed, Crash("tick.snapshot_saved"), tick_once)


@pytest.mark.slow
@pytest.mark.parametrize("crash", [Crash("tick.registered"), Crash("tick.gone_removed"), Crash("tick.saved")], ids=str)
def test_a_tick_that_finds_a_renamed_upload(indexed: CrashingLibrary, crash: Crash) -> None:
    folder = indexed.home / "uploads" / "team"
    for file in list(folder.iterdir()):
        file.rename(folder / f"renamed{file.suffix}")
    crash_and_recover(indexed, crash, tick_once)
