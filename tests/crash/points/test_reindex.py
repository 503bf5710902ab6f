"""A process ends in the switch to another model set: the library answers by one set or the other, and whole."""

from __future__ import annotations

from typing import Final

import pytest

from tests.support.crash.cases import VIDEO, assert_recovered
from tests.support.crash.cheap_steps import OTHER_SET, cheap_steps
from tests.support.crash.crash import Crash
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.scenarios import settle, switch_models
from tests.support.library.home import open_home

QUICK: Final = (Crash("reindex.alias_switched", "kill"),)
SLOW: Final = (
    Crash("step.begun", "kill", "text_embeddings"),
    Crash("file.drafted", "segfault", "points.parquet"),
    Crash("publish.points_written", "exit"),
    Crash("publish.mark_written", "memory"),
    Crash("records.indexed", "kill"),
    Crash("reindex.embedded", "segfault"),
    Crash("file.drafted", "terminate", "live.json"),
    Crash("reindex.activated", "exit"),
)
SWITCHED: Final = "reindex.activated"


@pytest.mark.parametrize("crash", [*QUICK, *(pytest.param(crash, marks=pytest.mark.slow) for crash in SLOW)], ids=str)
def test_a_switch_that_ends_early_has_happened_or_not_and_can_be_made_again(
    indexed: CrashingLibrary, crash: Crash
) -> None:
    status = indexed.crash(crash, switch_models)
    indexed.finish(settle)
    has_ended_well = status == 0  # an error of memory is heard, and the step tried again
    assert active_set(indexed) == (OTHER_SET if crash.point == SWITCHED or has_ended_well else "offline")
    indexed.finish(switch_models)
    assert active_set(indexed) == OTHER_SET
    assert_recovered(indexed)


def active_set(library: CrashingLibrary) -> str:
    """The set that the library answers by, with the video whole in its collection."""
    with open_home(library.home) as home, cheap_steps():
        assert set(home.library.store.published()) == {VIDEO}
        return home.library.models.name
