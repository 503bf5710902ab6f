"""A library and its upload sensor, tick by tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.library.home import Home
from tests.support.library.upload_files import upload_file

if TYPE_CHECKING:
    from tests.support.dagster.upload_sensor import SensorHarness


@pytest.fixture
def sensor(home: Home) -> SensorHarness:
    """The upload sensor of the library."""
    from tests.support.dagster.upload_sensor import SensorHarness  # here, for test_dagster_internals to speak first

    return SensorHarness(home.library, home.instance)


@pytest.fixture
def film(home: Home, sensor: SensorHarness) -> str:
    """An indexed video, beside another one."""
    made = upload_file(home, "team/a.mp4")
    upload_file(home, "team/b.mp4")
    assert len(sensor.settle()) == 2
    return made
