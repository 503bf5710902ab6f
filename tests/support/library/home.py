"""A temporary library for one test: uploads, store, index and a real Dagster instance in one folder."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.dagster.quick_databases import make_databases_quick
from tests.support.media.films import make_film, make_subtitles

if TYPE_CHECKING:
    import dagster as dg

    from vindex_assets.pipeline.resources import LibraryResource


@dataclass(frozen=True)
class Home:
    """A library and its Dagster instance, open in a folder."""

    path: Path
    library: LibraryResource
    instance: dg.DagsterInstance

    @property
    def uploads(self) -> Path:
        """The folder of uploads."""
        return self.path / "uploads"

    def upload_film(self, key: str, text: str = "") -> str:
        """Upload a tiny film, with a subtitle file where a text is given; returns its video id."""
        from vindex_search.contract.ids import video_id

        film = make_film(self.uploads / key)
        if text:
            make_subtitles(film, text)
        return video_id(self.library.bucket.name, key)

    def run_command(self, *arguments: str, timeout: float = 240, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `vindex` over this library in a process of its own, with further environment variables."""
        command, environment = (
            [sys.executable, "-m", "vindex_assets.cli", *arguments],
            {**self.environment, **variables},
        )
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables of a process that works on this library."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("VINDEX_", "DAGSTER_"))}
        return {**inherited, "VINDEX_HOME": str(self.path)}


@cache
def _empty_instance() -> Path:
    """The folder of an empty Dagster instance, created once a process: creating its tables takes half a second."""
    from vindex_assets.runs.instance import open_instance
    from vindex_search.settings import Settings

    folder = Path(tempfile.mkdtemp(prefix="vindex-instance-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(folder))
        with open_instance(Settings()):
            return folder


@contextmanager
def open_home(path: Path) -> Iterator[Home]:
    """The library of a folder, to which the environment of this process points while the context lasts."""
    import dagster as dg

    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.runs.instance import open_instance
    from vindex_search.settings import settings

    make_databases_quick()
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("VINDEX_", "DAGSTER_")) and name != "VINDEX_TEST_REQUIRE":
                patch.delenv(name)
        patch.setenv("VINDEX_HOME", str(path))
        patch.setenv("DAGSTER_HOME", str(path / "dagster"))
        patch.setattr(dg.RetryPolicy, "calculate_delay", lambda *_: 0.0)  # nobody waits for a step to be tried again
        settings.cache_clear()
        (path / "uploads").mkdir(parents=True, exist_ok=True)
        if not (path / "dagster").exists():
            shutil.copytree(_empty_instance(), path / "dagster")
        library = LibraryResource()
        with open_instance(library.settings) as instance:
            yield Home(path, library, instance)
    settings.cache_clear()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty library."""
    with open_home(tmp_path / "home") as opened:
        yield opened
