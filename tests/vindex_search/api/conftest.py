"""Libraries for the tests of the routes, and the service over them on real HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.http.searches import FILMS, PICTURES_KEY, random_image
from tests.support.http.service import served
from tests.support.library.home import open_home
from tests.support.library.prepared.indexed_library import index_all, upload_broken
from tests.support.media.films import make_film, make_film_of_pictures, make_subtitles
from tests.support.session.session_cache import SessionCache
from vindex_search.ranking.calibration import questions
from vindex_search.settings import Settings


@pytest.fixture(scope="session")
def made_library(session_cache: SessionCache) -> Path:
    """Two indexed videos and a failed one; read only."""
    return session_cache.get("library-routes", _make_library)


def _make_library(folder: Path) -> None:
    with open_home(folder) as home:
        film = make_film(home.uploads / "team" / "sea" / "tides.mp4")
        make_subtitles(film, "The moon pulls the ocean towards itself 🌊.").rename(film.with_suffix(".en.vtt"))
        home.upload_film("other/bread.mp4", "Put the loaf into a hot oven.")
        upload_broken(home)
        index_all(home)


@pytest.fixture(scope="session")
def made_films(session_cache: SessionCache) -> Path:
    """Videos in folders and two languages, one of images, with calibration; read only."""
    return session_cache.get("library-sea", _make_films)


def _make_films(folder: Path) -> None:
    from vindex_assets.cli.ingest import run_calibration

    with open_home(folder) as home:
        for key, (language, first, second) in FILMS.items():
            film = make_film(home.uploads / key)
            make_subtitles(film, first, second).rename(film.with_suffix(f".{language}.vtt"))
        make_film_of_pictures(home.uploads / PICTURES_KEY, [random_image(number) for number in range(3)])
        upload_broken(home)
        index_all(home)
        few = questions.calibration_questions()[::4]  # each is encoded, and the library is small
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(questions, "calibration_questions", lambda: few)
            assert run_calibration(home.instance, home.library)


@pytest.fixture(scope="module")
def films(made_films: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The service over a copy of `made_films`, ready."""
    home = shutil.copytree(made_films, tmp_path_factory.mktemp("films") / "home")
    with served(Settings(home=home)) as client:
        yield client


@pytest.fixture(scope="module")
def library(made_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of `made_library` for the module."""
    return shutil.copytree(made_library, tmp_path_factory.mktemp("library") / "home")


@pytest.fixture(scope="module")
def client(library: Path) -> Iterator[httpx.Client]:
    """The service over `library`, ready."""
    with served(Settings(home=library)) as client:
        yield client


@pytest.fixture(scope="session")
def film_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a small video."""
    return make_film(tmp_path_factory.mktemp("film") / "film.mp4").read_bytes()
