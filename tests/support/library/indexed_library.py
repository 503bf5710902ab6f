"""Small libraries of the offline set that were really run, made once a session and copied by each test that has one."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support.library.home import Home, opened_home
from tests.support.media.films import backdated
from tests.support.session_cache import SessionCache

SMALL: Final = {
    "team/talks/tides.mp4": "The moon pulls the ocean towards itself 🌊.",
    "other/bread.mp4": "Put the loaf into a hot oven.",
}
BROKEN: Final = "team/broken.mp4"


def run_all(home: Home) -> None:
    """Run the graph for every video that is due, in this process."""
    from vindex_assets.cli.ingest import run_due

    run_due(home.instance, home.library, on_start=lambda *_: None)


def upload_broken(home: Home) -> None:
    """Upload a file that fails."""
    broken = home.uploads / BROKEN
    broken.parent.mkdir(parents=True, exist_ok=True)
    broken.write_text("no video")
    backdated(broken)


def indexed_library(cache: SessionCache, films: Mapping[str, str], *, broken: bool = False) -> Path:
    """The folder of a library whose films are indexed: object keys with what is said in each; do not write there."""

    def make(folder: Path) -> None:
        with opened_home(folder) as home:
            for key, text in films.items():
                home.film(key, text)
            if broken:
                upload_broken(home)
            run_all(home)
            assert len(home.library.store.published()) == len(films)

    digest = hashlib.sha256(json.dumps([dict(films), broken]).encode()).hexdigest()
    return cache.get(f"library-{digest[:12]}", make)


def small_library(cache: SessionCache, folder: Path) -> Path:
    """A copy of a library of two films that were really run and one that failed."""
    return Path(shutil.copytree(indexed_library(cache, SMALL, broken=True), folder))


@contextmanager
def copied_home(library: Path, folder: Path) -> Iterator[Home]:
    """A copy of a library that a test may change."""
    with opened_home(Path(shutil.copytree(library, folder))) as home:
        yield home
