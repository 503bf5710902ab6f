"""The table of measured figures that is shipped."""

from __future__ import annotations

import pytest

from vindex_assets.capacity.demand import CHOICES
from vindex_assets.capacity.measured import read_measured
from vindex_search.contract.artefacts import ARTEFACTS

MEASURED = read_measured()


@pytest.mark.parametrize("profile", CHOICES["profile"])
def test_every_step_of_the_pipeline_was_measured(profile: str) -> None:
    assert set(ARTEFACTS) | {"run"} == set(MEASURED.profiles[profile].steps)


@pytest.mark.parametrize("profile", CHOICES["profile"])
def test_a_profile_has_bytes_points_and_frames(profile: str) -> None:
    figures = MEASURED.profiles[profile]
    assert min(figures.frames_an_hour, *figures.bytes_an_hour.values(), *figures.points_an_hour.values()) > 0


def test_every_cause_of_requests_was_counted() -> None:
    causes = {"a_video", "a_run", "a_tick", "a_check", "a_checked_video", "a_minute_of_service"}
    assert causes == set(MEASURED.requests)


def test_every_part_says_where_it_was_measured() -> None:
    assert all({"processor", "commit", "measured_at", "load"} <= set(part) for part in MEASURED.measured_on.values())
