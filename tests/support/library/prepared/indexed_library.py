"""Small indexed libraries of the offline set, made by real runs once a session and copied for each test."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support.library.home import Home, open_home
from tests.support.media.films import backdated
from tests.support.session.session_cache import SessionCache

SMALL: Final = {
    "team/talks/tides.mp4": "The moon pulls the ocean towards itself 🌊.",
    "other/bread.mp4": "Put the loaf into a hot oven.",
}
ONE: Final = "team/one.mp4"
SPOKEN: Final = {ONE: "The tide comes in."}  # one film with subtitles, and the same one without
SILENT: Final = {ONE: ""}
BROKEN: Final = "team/broken.mp4"


def index_all(home: Home) -> None:
    """Run the graph for every video that is due, in this process."""
    from vindex_assets.cli.ingest import run_due

    run_due(home.instance, home.library, on_start=lambda *_: None)


def upload_broken(home: Home) -> None:
    """Upload a file that is no video, so that it fails."""
    broken = home.uploads / BROKEN
    broken.parent.mkdir(parents=True, exist_ok=True)
    broken.write_text("no video")
    backdated(broken)


def indexed_library(cache: SessionCache, films: Mapping[str, str], *, broken: bool = False) -> Path:
    """The folder of an indexed library, not to be written to; `films`: object keys with what is said in each."""

    def make(folder: Path) -> None:
        with open_home(folder) as home:
            for key, text in films.items():
                home.upload_film(key, text)
            if broken:
                upload_broken(home)
            index_all(home)
            assert len(home.library.store.published()) == len(films)

    digest = hashlib.sha256(json.dumps([dict(films), broken]).encode()).hexdigest()
    return cache.get(f"library-{digest[:12]}", make)


def small_library(cache: SessionCache, folder: Path) -> Path:
    """A copy of a library with two indexed films and one that failed."""
    return Path(shutil.copytree(indexed_library(cache, SMALL, broken=True), folder))


@contextmanager
def open_copied_home(library: Path, folder: Path) -> Iterator[Home]:
    """A copy of a library, open, that a test may change."""
    with open_home(Path(shutil.copytree(library, folder))) as home:
        yield home
