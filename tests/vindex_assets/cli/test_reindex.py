"""reindex: the collection of another model set is filled beside the active one and takes its place without a gap."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.concurrency.waiting import rounds, until
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import indexed_library, open_copied_home
from tests.support.models.standard_set import STANDARD
from tests.support.session.session_cache import SessionCache
from vindex_assets.cli.ingest import run_due
from vindex_assets.cli.reindex import partition_ranges, reindex, videos_to_reindex
from vindex_search.contract.artefacts import FRAMES, TRANSCRIPT
from vindex_search.contract.ids import video_id
from vindex_search.models.active_set import active_model_set
from vindex_search.models.catalogue import model_set
from vindex_search.models.weights import MissingWeights
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.settings import settings

OFFLINE = model_set("offline")
TEXTS = {f"team/{name}.mp4": f"This is the film of {name}." for name in ("tides", "locks", "bread")}

partition_keys = st.lists(st.integers(0, 40).map(str), unique=True, max_size=40)


@given(partition_keys, st.sets(st.integers(0, 40).map(str)), st.integers(1, 5))
def test_partition_ranges_are_the_selected_keys_in_consecutive_ranges(
    keys: list[str], selected: set[str], limit: int
) -> None:
    ranges = list(partition_ranges(keys, selected, limit=limit))
    assert [key for found in ranges for key in found] == [key for key in keys if key in selected]
    assert all(1 <= len(found) <= limit for found in ranges)
    assert all(keys[keys.index(found[0]) : keys.index(found[-1]) + 1] == found for found in ranges)


@pytest.fixture
def home(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """Three films in a library of the offline set."""
    with open_copied_home(indexed_library(session_cache, TEXTS), tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def films(home: Home, standard_models: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The ids of the films, and the weights of a tiny standard set beside the library."""
    monkeypatch.setenv("VINDEX_MODELS_DIR", str(standard_models))
    settings.cache_clear()
    return tuple(video_id(home.library.bucket.name, key) for key in TEXTS)


def quiet(*_: object) -> None:
    """Ignore the progress."""


@contextmanager
def searching_concurrently(service: SearchService) -> Iterator[Counter[str]]:
    """Search in another thread while the block lasts; counts the model sets whose answers have moments."""
    answers: Counter[str] = Counter()
    done = threading.Event()

    def search() -> None:
        for _ in rounds(deadline_s=600):
            if done.is_set():
                break
            answer = service.search(SearchRequest("the film of tides"), limit=3)
            answers[answer.model_set if answer.moments else "nothing"] += 1

    searching = threading.Thread(target=search)
    searching.start()
    try:
        yield answers
    finally:
        done.set()
        searching.join()


def test_a_library_is_switched_and_back_while_it_is_searched(home: Home, films: tuple[str, ...]) -> None:
    service = SearchService(home.library.settings)
    service.open_index()
    service.load(follow=True)
    try:
        until(lambda: service.ready)
        with searching_concurrently(service) as answers:
            until(lambda: answers["offline"] > 2)
            done = reindex(home.instance, home.library, "standard", on_start=quiet)
            assert (done.videos, done.missing) == (len(films), ())
            until(lambda: answers["standard"] > 2)
            began: list[int] = []
            reindex(home.instance, home.library, "offline", on_start=lambda *_: began.append(1))
            assert began == [], "switching back embeds nothing"
            before = answers["offline"]
            until(lambda: answers["offline"] > before + 2)
        assert answers["nothing"] == 0
    finally:
        service.close()


def test_nothing_is_decoded_or_transcribed_again(home: Home, films: tuple[str, ...]) -> None:
    def written() -> list[float]:
        paths = (home.library.store.path(film, name) for film in films for name in (TRANSCRIPT, FRAMES))
        return [path.stat().st_mtime for path in paths]

    before = written()
    reindex(home.instance, home.library, "standard", on_start=quiet)
    assert written() == before
    assert active_model_set(home.library.settings) == STANDARD


def test_new_uploads_go_to_the_active_set(home: Home, films: tuple[str, ...]) -> None:
    reindex(home.instance, home.library, "standard", on_start=quiet)
    late = home.upload_film("team/late.mp4", "This film came late.")
    run_due(home.instance, home.library, on_start=quiet)
    assert set(home.library.store.published()) == {*films, late}
    reindex(home.instance, home.library, "offline", on_start=quiet)
    assert set(home.library.store.published()) == {*films, late}, "and is embedded for the old set when switching back"


def test_a_video_that_cannot_be_embedded_keeps_the_old_set_active(home: Home, films: tuple[str, ...]) -> None:
    home.library.store.path(films[1], FRAMES).unlink()
    done = reindex(home.instance, home.library, "standard", on_start=quiet)
    assert done.missing == (films[1],)
    assert active_model_set(home.library.settings) == OFFLINE
    assert videos_to_reindex(home.library, OFFLINE) == []


def test_without_the_weights_no_run_starts(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    with pytest.raises(MissingWeights, match="vindex models pull --set standard"):
        reindex(home.instance, home.library, "standard", on_start=quiet)
    with pytest.raises(ValueError, match="model set 'better' is unknown; there are offline, standard"):
        reindex(home.instance, home.library, "better", on_start=quiet)
