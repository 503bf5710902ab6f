"""The libraries that crash tests begin with, made once a session, and the end that each case is to come to."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.support.crash.cheap_steps import cheap_steps
from tests.support.crash.crash import Crash
from tests.support.crash.ends import STATUS
from tests.support.crash.processes import CrashingLibrary, Scenario
from tests.support.crash.recovered import Recovered
from tests.support.crash.scenarios import settle
from tests.support.library.home import Home, open_home
from tests.support.media.films import make_film, make_subtitles
from tests.support.session.session_cache import SessionCache
from vindex_assets.completeness.leftovers import SCRATCH_STALE_S, sweep_leftovers
from vindex_search.contract.ids import video_id
from vindex_search.settings import settings
from vindex_search.storage.bucket.folder import FOLDER_BUCKET

ONE: Final = "team/one.mp4"
VIDEO: Final = video_id(FOLDER_BUCKET, ONE)
SAID: Final = "The moon pulls the ocean towards itself."
SAID_ANEW: Final = "Put the loaf into a hot oven."


def make_new(folder: Path) -> None:
    """A library into which a film has just been uploaded."""
    make_subtitles(make_film(folder / "home" / "uploads" / ONE), SAID)


def make_indexed(folder: Path) -> None:
    """One whose film is indexed."""
    make_new(folder)
    CrashingLibrary(folder).finish(settle)


def make_changed(folder: Path) -> None:
    """One whose film was indexed, and has other subtitles now."""
    make_indexed(folder)
    make_subtitles(folder / "home" / "uploads" / ONE, SAID_ANEW)


@pytest.fixture
def new(session_cache: SessionCache, tmp_path_factory: pytest.TempPathFactory) -> CrashingLibrary:
    """As `make_new`."""
    return _copy(session_cache, "crash-new", make_new, tmp_path_factory)


@pytest.fixture
def indexed(session_cache: SessionCache, tmp_path_factory: pytest.TempPathFactory) -> CrashingLibrary:
    """As `make_indexed`."""
    return _copy(session_cache, "crash-indexed", make_indexed, tmp_path_factory)


@pytest.fixture
def changed(session_cache: SessionCache, tmp_path_factory: pytest.TempPathFactory) -> CrashingLibrary:
    """As `make_changed`."""
    return _copy(session_cache, "crash-changed", make_changed, tmp_path_factory)


def _copy(
    cache: SessionCache, name: str, make: Callable[[Path], None], folders: pytest.TempPathFactory
) -> CrashingLibrary:
    """A copy in a folder with a short name: the path of a code server's socket has 107 characters at most."""
    return CrashingLibrary(Path(shutil.copytree(cache.get(name, make), folders.mktemp("c") / "crashing")))


def crash_and_recover(
    library: CrashingLibrary,
    crash: Crash,
    scenario: Scenario,
    *arguments: object,
) -> None:
    """A process crashes, what it left running ends, and another one goes on: then all must be well."""
    status = library.crash(crash, scenario, *arguments)
    assert status == STATUS.get(crash.how, status)
    library.wait_until_alone()
    library.finish(settle)
    library.wait_until_alone()
    assert_recovered(library)


@contextmanager
def opened(library: CrashingLibrary) -> Iterator[Home]:
    """The library as its processes see it, open in this one."""
    with open_home(library.home) as home, cheap_steps(), pytest.MonkeyPatch.context() as patch:
        for name, value in library.environment.items():
            patch.setenv(name, value)
        settings.cache_clear()
        yield home


def assert_recovered(library: CrashingLibrary) -> None:
    """All that must hold once nothing is to be done; leftovers are swept as the hourly check does, days later."""
    with opened(library) as home, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(library.scratch))
        sweep_leftovers(home.library.store, now=time.time() + SCRATCH_STALE_S + 3600)
        problems = list(Recovered(home, library.scratch).problems())
        assert problems == [], "; ".join(problems)
