"""reindex: another model set is made beside the one that answers, and answers in its stead without a gap."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.library.home import Home
from tests.support.library.indexed_library import copied_home, indexed_library
from tests.support.models.standard_set import STANDARD
from tests.support.session_cache import SessionCache
from tests.support.waiting import until
from vindex_assets.cli.ingest import run_due
from vindex_assets.cli.reindex import videos_to_reindex, reindex, partition_ranges
from vindex_search.contract.artefacts import FRAMES, TRANSCRIPT
from vindex_search.contract.ids import video_id
from vindex_search.models.active_set import active_model_set
from vindex_search.models.catalogue import model_set
from vindex_search.models.weights import MissingWeights
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.settings import settings

OFFLINE = model_set("offline")
SAID = {f"team/{name}.mp4": f"This is the film of {name}." for name in ("tides", "locks", "bread")}

keys = st.lists(st.integers(0, 40).map(str), unique=True, max_size=40)


@given(keys, st.sets(st.integers(0, 40).map(str)), st.integers(1, 5))
def test_stretches_are_the_wanted_keys_in_runs_that_follow_one_another(
    found: list[str], wanted: set[str], most: int
) -> None:
    made = list(partition_ranges(found, wanted, limit=most))
    assert [key for run in made for key in run] == [key for key in found if key in wanted]
    assert all(1 <= len(run) <= most for run in made)
    assert all(found[found.index(run[0]) : found.index(run[-1]) + 1] == run for run in made)


@pytest.fixture
def home(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """Three films in a library of the offline set."""
    with copied_home(indexed_library(session_cache, SAID), tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def films(home: Home, standard_models: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The ids of the films, and the weights of a tiny standard set beside the library."""
    monkeypatch.setenv("VINDEX_MODELS_DIR", str(standard_models))
    settings.cache_clear()
    return tuple(video_id(home.library.bucket.name, key) for key in SAID)


def quiet(*_: object) -> None:
    """Nobody watches."""


@contextmanager
def asked_all_the_time(service: SearchService) -> Iterator[Counter[str]]:
    """Questions from another thread while the block lasts; counts the sets that gave an answer with moments."""
    answers: Counter[str] = Counter()
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            answer = service.search(SearchRequest("the film of tides"), limit=3)
            answers[answer.model_set if answer.moments else "nothing"] += 1

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield answers
    finally:
        done.set()
        asking.join()


def test_a_library_changes_its_models_and_back_while_it_is_asked(home: Home, films: tuple[str, ...]) -> None:
    service = SearchService(home.library.settings)
    service.open_index()
    service.load(follow=True)
    try:
        until(lambda: service.ready)
        with asked_all_the_time(service) as answers:
            until(lambda: answers["offline"] > 2)
            done = reindex(home.instance, home.library, "standard", on_start=quiet)
            assert (done.videos, done.missing) == (len(films), ())
            until(lambda: answers["standard"] > 2)
            began: list[int] = []
            reindex(home.instance, home.library, "offline", on_start=lambda *_: began.append(1))
            assert began == [], "going back makes nothing anew"
            before = answers["offline"]
            until(lambda: answers["offline"] > before + 2)
        assert answers["nothing"] == 0
    finally:
        service.close()


def test_nothing_is_heard_or_seen_again(home: Home, films: tuple[str, ...]) -> None:
    def written() -> list[float]:
        paths = (home.library.store.path(film, name) for film in films for name in (TRANSCRIPT, FRAMES))
        return [path.stat().st_mtime for path in paths]

    before = written()
    reindex(home.instance, home.library, "standard", on_start=quiet)
    assert written() == before
    assert active_model_set(home.library.settings) == STANDARD


def test_new_uploads_go_to_the_set_that_answers(home: Home, films: tuple[str, ...]) -> None:
    reindex(home.instance, home.library, "standard", on_start=quiet)
    late = home.film("team/late.mp4", "This film came late.")
    run_due(home.instance, home.library, on_start=quiet)
    assert set(home.library.store.published()) == {*films, late}
    reindex(home.instance, home.library, "offline", on_start=quiet)
    assert set(home.library.store.published()) == {*films, late}, "and is made for the old one on the way back"


def test_a_video_that_cannot_be_embedded_keeps_the_old_set_answering(home: Home, films: tuple[str, ...]) -> None:
    home.library.store.path(films[1], FRAMES).unlink()
    done = reindex(home.instance, home.library, "standard", on_start=quiet)
    assert done.missing == (films[1],)
    assert active_model_set(home.library.settings) == OFFLINE
    assert videos_to_reindex(home.library, OFFLINE) == []


def test_without_the_weights_nothing_is_begun(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    with pytest.raises(MissingWeights, match="vindex models pull --set standard"):
        reindex(home.instance, home.library, "standard", on_start=quiet)
    with pytest.raises(ValueError, match="model set 'better' is unknown; there are offline, standard"):
        reindex(home.instance, home.library, "better", on_start=quiet)
