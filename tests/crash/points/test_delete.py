"""A process ends between each two changes of a deletion: the next tick finishes it, or nothing has begun."""

from __future__ import annotations

from typing import Final

import pytest

from tests.support.crash.cases import VIDEO, crash_and_recover
from tests.support.crash.crash import Crash
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.scenarios import delete, forget
from tests.support.library.home import open_home

BEFORE_THE_REQUEST: Final = "delete.marked"
QUICK: Final = (Crash("delete.requested", "kill"), Crash("remove.unpublished", "segfault"))
SLOW: Final = (
    Crash(BEFORE_THE_REQUEST, "kill"),
    Crash("delete.remarked", "exit"),
    Crash("delete.points_removed", "terminate"),
    Crash("delete.unshared", "kill"),
    Crash("remove.unindexed", "kill"),
    Crash("remove.unregistered", "memory"),
    Crash("delete.artefacts_removed", "segfault"),
    Crash("delete.finished", "kill"),
)
WITH_UPLOAD: Final = (
    Crash("delete.requested", "exit"),
    Crash("delete.artefacts_removed", "kill"),
    Crash("delete.upload_removed", "terminate"),
    Crash("delete.upload_removed", "kill", time=2),
    Crash("delete.record_removed", "allocation"),
)


@pytest.mark.parametrize("crash", [*QUICK, *(pytest.param(crash, marks=pytest.mark.slow) for crash in SLOW)], ids=str)
def test_a_video_whose_deletion_ends_early_is_gone_and_its_upload_stays(indexed: CrashingLibrary, crash: Crash) -> None:
    crash_and_recover(indexed, crash, delete, VIDEO, False)
    with open_home(indexed.home) as home:
        was_asked_for = crash.point != BEFORE_THE_REQUEST
        assert set(home.library.store.published()) == (set() if was_asked_for else {VIDEO})
    assert (indexed.home / "uploads" / "team" / "one.mp4").exists()


@pytest.mark.slow
@pytest.mark.parametrize("crash", WITH_UPLOAD, ids=str)
def test_a_deletion_with_the_upload_leaves_nothing(indexed: CrashingLibrary, crash: Crash) -> None:
    crash_and_recover(indexed, crash, forget, VIDEO, True)
    assert list((indexed.home / "uploads" / "team").iterdir()) == []
