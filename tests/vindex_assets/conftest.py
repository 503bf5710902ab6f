"""A library that is looked at by hand."""

from __future__ import annotations

import pytest

from tests.support.dagster.upload_sensor import Ticking
from tests.support.library.home import Home
from tests.support.library.upload_files import upload_file


@pytest.fixture
def sensor(home: Home) -> Ticking:
    """The upload sensor of the library."""
    return Ticking(home.library, home.instance)


@pytest.fixture
def film(home: Home, sensor: Ticking) -> str:
    """An indexed video, beside another one."""
    made = upload_file(home, "team/a.mp4")
    upload_file(home, "team/b.mp4")
    assert len(sensor.settle()) == 2
    return made
