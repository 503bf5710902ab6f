"""A library and its upload sensor, tick by tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.library.home import Home
from tests.support.library.upload_files import upload_file

if TYPE_CHECKING:
    from tests.support.dagster.upload_sensor import Ticking


@pytest.fixture
def sensor(home: Home) -> Ticking:
    """The upload sensor of the library."""
    from tests.support.dagster.upload_sensor import Ticking  # here, for test_dagster_internals to speak first

    return Ticking(home.library, home.instance)


@pytest.fixture
def film(home: Home, sensor: Ticking) -> str:
    """An indexed video, beside another one."""
    made = upload_file(home, "team/a.mp4")
    upload_file(home, "team/b.mp4")
    assert len(sensor.settle()) == 2
    return made
