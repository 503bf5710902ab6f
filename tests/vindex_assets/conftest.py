"""A library and its upload sensor, tick by tick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.support.library.home import Home, open_home
from tests.support.library.prepared.indexed_library import open_copied_home
from tests.support.library.upload_files import upload_file
from tests.support.session.session_cache import SessionCache
from vindex_search.contract.ids import video_id

if TYPE_CHECKING:
    from tests.support.dagster.upload_sensor import SensorHarness

FILM: Final = ("a", "b")
MANY: Final = tuple("0123456789")  # as many as do not vanish at once by intention: `EMPTY_BUCKET_MIN_VIDEOS`
CURSOR: Final = "cursor.json"  # in the folder of a library that the sensor has come to rest over


@pytest.fixture
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """An empty library; for a test that takes `film` or `many` too, one over which the sensor has come to rest."""
    names = FILM if "film" in request.fixturenames else MANY if "many" in request.fixturenames else ()
    if names:
        cache: SessionCache = request.getfixturevalue("session_cache")
        settled = cache.get(f"settled-library-{len(names)}", partial(_settle, names))
        opening = open_copied_home(settled, tmp_path / "home")
    else:
        opening = open_home(tmp_path / "home")
    with opening as opened:
        yield opened


def _settle(names: Sequence[str], folder: Path) -> None:
    with open_home(folder) as home:
        sensor = _harness(home)
        for name in names:
            upload_file(home, f"team/{name}.mp4")
        assert len(sensor.settle()) == len(names)
        (folder / CURSOR).write_text(sensor.cursor or "", encoding="utf-8")


def _harness(home: Home) -> SensorHarness:
    from tests.support.dagster.upload_sensor import SensorHarness  # here, for test_dagster_internals to speak first

    return SensorHarness(home.library, home.instance)


@pytest.fixture
def sensor(home: Home) -> SensorHarness:
    """The upload sensor of the library."""
    made, cursor = _harness(home), home.path / CURSOR
    made.cursor = cursor.read_text(encoding="utf-8") if cursor.exists() else None
    return made


@pytest.fixture
def film(home: Home) -> str:
    """An indexed video, beside another one."""
    return video_id(home.library.bucket.name, "team/a.mp4")


@pytest.fixture
def many(home: Home) -> set[str]:
    """As many indexed videos as do not vanish at once by intention."""
    return {video_id(home.library.bucket.name, f"team/{name}.mp4") for name in MANY}
