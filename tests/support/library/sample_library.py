"""A library of the sample about sourdough, indexed once a session by `vindex ingest` in a process of its own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from tests.support.library.home import open_home
from tests.support.session.checkout import CHECKOUT
from tests.support.session.session_cache import SessionCache

FILES: Final = ("sourdough.mp4", "sourdough.en.vtt")


def sample_library(cache: SessionCache, folder: Path) -> Path:
    """A copy of the library.

    The process of its own is for tests of pages: Playwright's event loop runs in theirs, and Dagster would start one.
    """
    return Path(shutil.copytree(cache.get("sample-library", _ingest), folder))


def _ingest(folder: Path) -> None:
    films = folder / "films"
    films.mkdir(parents=True)
    for name in FILES:
        shutil.copy(CHECKOUT / "samples" / name, films / name)
    with open_home(folder) as home:  # key frames alone: a fraction of the time, and the page shows as much
        done = home.run_command("ingest", str(films), VINDEX_SAMPLING="keyframes")
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(films)
