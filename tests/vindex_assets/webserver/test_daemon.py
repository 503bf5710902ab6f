"""daemon: the upload sensor, and no other, is due when files have arrived."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from vindex_assets.automation.sensors import uploads
from vindex_assets.webserver.daemon import SENSOR, is_news, unless_rung


class Bell:
    """Has rung since any tick before 10 s."""

    def has_rung_since(self, tick: float) -> bool:
        """Whether the tick was before it."""
        return tick < 10.0


def state(last_tick: float | None) -> Any:
    return SimpleNamespace(instigator_data=SimpleNamespace(last_tick_start_timestamp=last_tick))


@pytest.mark.parametrize(
    ("sensor", "last_tick", "too_early"),
    [("uploads", 5.0, False), ("uploads", 15.0, True), ("uploads", None, True), ("calibration", 5.0, True)],
)
def test_arrivals_make_the_upload_sensor_due(sensor: str, last_tick: float | None, too_early: bool) -> None:
    decide = unless_rung(lambda *_: True, Bell())  # type: ignore[arg-type]  # a bell
    assert decide(state(last_tick), SimpleNamespace(name=sensor)) is too_early


def test_what_is_due_by_its_interval_is_due() -> None:
    decide = unless_rung(lambda *_: False, Bell())  # type: ignore[arg-type]  # a bell
    assert not decide(state(15.0), SimpleNamespace(name="calibration"))


def test_it_knows_the_upload_sensor_by_its_name() -> None:
    assert uploads.name == SENSOR


@pytest.mark.parametrize(
    ("line", "is_shown"),
    [("2 runs are currently in progress. Maximum is 2, won't launch more.", False), ("Launched 1 runs.", True)],
)
def test_the_log_does_not_say_each_second_that_all_slots_are_taken(line: str, is_shown: bool) -> None:
    assert is_news(logging.makeLogRecord({"msg": line})) is is_shown
