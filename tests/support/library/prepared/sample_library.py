"""A library of the sample about sourdough, indexed once a session in a thread of its own."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from tests.support.library.home import open_home
from tests.support.session.checkout import CHECKOUT
from tests.support.session.session_cache import SessionCache
from vindex_assets.cli.ingest import copy_uploads, run_due, select_files
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.settings import settings

FILES: Final = ("sourdough.mp4", "sourdough.en.vtt")


def sample_library(cache: SessionCache, folder: Path) -> Path:
    """A copy of the library.

    The thread of its own is for tests of pages: Playwright's event loop runs in theirs, and Dagster would start one.
    """
    return Path(shutil.copytree(cache.get("sample-library", _ingest), folder))


def _ingest(folder: Path) -> None:
    films = folder / "films"
    films.mkdir(parents=True)
    for name in FILES:
        shutil.copy(CHECKOUT / "samples" / name, films / name)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_index, folder, films).result()
    shutil.rmtree(films)


def _index(folder: Path, films: Path) -> None:
    """By key frames alone: a fraction of the time, and the page shows as much."""
    with open_home(folder) as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("VINDEX_SAMPLING", "keyframes")
        settings.cache_clear()
        library = LibraryResource()
        copy_uploads(library, select_files(library.bucket, [films], workspace="library").copies)
        (video,) = run_due(home.instance, library, on_start=lambda *_: None)
    assert (video.status, video.reason) == ("indexed", None)
