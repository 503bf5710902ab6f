"""The search service: its life, stale videos, the video cache, and pages with cursors."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from tests.support.concurrency.waiting import until
from tests.support.library.prepared.written_library import WrittenLibrary, id_of, written_library
from tests.support.storage.notes import DECIDED, LOST
from tests.support.storage.video_records import indexed
from vindex_search.index import factory
from vindex_search.index.lock import IndexInUse, owner_url
from vindex_search.index.types import PointFilter
from vindex_search.query import engine as engine_module
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SHUTTING_DOWN, STILL_LOADING, SearchService

SAID = {
    "team/tides.mp4": "The moon pulls the ocean.",
    "team/ships.mp4": "Ships cross the ocean.",
    "other/bread.mp4": "Put the loaf into a hot oven.",
}


@pytest.fixture
def library(tmp_path: Path) -> WrittenLibrary:
    return written_library(tmp_path / "home", SAID)


@contextmanager
def opened(library: WrittenLibrary, *, follow: bool = False) -> Iterator[SearchService]:
    service = SearchService(library.settings)
    service.open_index(url="http://127.0.0.1:1")
    try:
        service.load(follow=follow)
        yield service
    finally:
        service.close()


def titles(service: SearchService, request: SearchRequest, *, limit: int = 3) -> list[str]:
    return [moment.video.title for moment in service.search(request, limit=limit).moments]


def metric(service: SearchService, name: str) -> float:
    """A value of the metrics page."""
    lines = generate_latest(service.metrics.registry).decode().splitlines()
    (value,) = (line.rpartition(" ")[2] for line in lines if line.rpartition(" ")[0] == name)
    return float(value)


def test_a_published_video_that_is_not_in_the_index_yet_is_stale(library: WrittenLibrary) -> None:
    with opened(library) as service:
        assert service.count_stale() == 0
        library.publish("team/late.mp4", "It came late.")
        library.store.unpublish(id_of("other/bread.mp4"))
        assert (service.count_stale(), service.count_stale(["team"]), service.count_stale(["nobody"])) == (2, 1, 0)
    with opened(library) as service:
        assert service.count_stale() == 0


def test_a_service_that_follows_finds_what_is_published_later(library: WrittenLibrary) -> None:
    with opened(library, follow=True) as service:
        until(lambda: service.ready)
        library.publish("team/late.mp4", "The zeppelin came late.")
        until(lambda: "late" in titles(service, SearchRequest("zeppelin")))
        until(lambda: metric(service, "vindex_index_points") == 4)


def test_an_index_has_one_owner_until_it_is_closed(library: WrittenLibrary) -> None:
    with opened(library) as service:
        assert (service.embedded, service.models, service.store.collection) == (
            *(True, library.models),
            library.store.collection,
        )
        with pytest.raises(IndexInUse, match=r"ask it at http://127\.0\.0\.1:1"):
            SearchService(library.settings).open_index()
    assert owner_url(library.settings.index_dir) is None
    with opened(library) as again:
        assert again.ready
    with pytest.raises(RuntimeError, match="not open"):
        again.search(SearchRequest("ocean"), limit=1)


def test_opening_removes_the_shards_of_other_sets(library: WrittenLibrary) -> None:
    other = library.settings.index_dir / "vindex-other"
    other.mkdir(parents=True)
    with opened(library):
        assert not other.exists()


def test_an_index_that_cannot_be_opened_is_named_and_left_unlocked(
    library: WrittenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("bad sector")

    with monkeypatch.context() as patch:
        patch.setattr(factory, "embedded_index", broken)
        with pytest.raises(RuntimeError, match=rf"the index {library.settings.index_dir} cannot be opened: bad sector"):
            SearchService(library.settings).open_index()
    with opened(library) as service:
        assert service.ready


def test_why_it_does_not_answer_yet_or_never_will(library: WrittenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    service = SearchService(library.settings)
    service.open_index()
    try:
        assert not service.ready
        assert service.unavailable_reason == STILL_LOADING

        def broken(*_: object) -> None:
            raise OSError("no weights")

        monkeypatch.setattr(engine_module, "open_encoders", broken)
        with pytest.raises(OSError, match="no weights"):
            service.load(follow=False)
        assert service.unavailable_reason == "the library could not be loaded: no weights"
        service.shutting_down = True
        assert service.unavailable_reason == SHUTTING_DOWN
    finally:
        service.close()


def test_videos_are_listed_from_the_cache_without_reading_records(library: WrittenLibrary) -> None:
    service = SearchService(library.settings)
    assert [video.title for video in service.videos(["team"])] == ["ships", "tides"]
    (bread,) = service.videos(["other"])
    assert (bread.workspace, bread.title, bread.status) == ("other", "bread", "indexed")
    library.store.remove_video(bread.video_id)
    service.refresh_video(bread.video_id)
    shutil.rmtree(library.settings.home)
    assert [video.workspace for video in service.videos()] == ["team", "team"]
    assert service.videos(["nobody"]) == []


def test_a_response_has_the_cursor_of_the_next_page_and_the_last_one_has_none(library: WrittenLibrary) -> None:
    request = SearchRequest("ocean", SearchScope(PointFilter(workspaces=("team",))))
    with opened(library) as service:
        first = service.search(request, limit=1)
        assert first.next_cursor is not None
        assert first.next_cursor.replace("-", "").replace("_", "").isalnum(), "a cursor and not a URL"
        second = service.search(request, limit=1, cursor=first.next_cursor)
        assert second.next_cursor is None
        found = [moment.video.title for page in (first, second) for moment in page.moments]
        assert sorted(found) == ["ships", "tides"]
        with pytest.raises(ValueError, match="belongs to another query"):
            service.search(SearchRequest("oven"), limit=1, cursor=first.next_cursor)


def test_a_response_says_what_was_searched_and_is_counted(library: WrittenLibrary) -> None:
    library.write("team/waiting.mp4", ["Not published."])
    with opened(library) as service:
        response = service.search(SearchRequest("  hot oven ", SearchScope(channels=("speech", "words"))), limit=2)
        assert (response.query, response.model_set, response.matched) == ("hot oven", "offline", True)
        assert response.took_ms > 0
        assert (response.coverage.videos, response.coverage.searchable) == (4, 3)
        assert set(response.coverage.channels) == {"speech", "words"}
        (best, *_) = response.moments
        assert best.video.title == "bread"
        words = next(one for one in best.evidence if one.channel == "words")
        assert words.text is not None
        assert [words.text[start:end] for start, end in words.highlights] == ["hot oven"]
        assert all(one.explanation is None for moment in response.moments for one in moment.evidence)
        explained = service.search(SearchRequest("hot oven"), limit=1, explain=True)
        assert all(one.explanation is not None for one in explained.moments[0].evidence)


def test_a_video_that_was_removed_meanwhile_is_not_in_the_response(library: WrittenLibrary) -> None:
    bread = id_of("other/bread.mp4")
    with opened(library) as service:
        assert titles(service, SearchRequest("hot oven"), limit=1) == ["bread"]
        library.store.remove_video(bread)
        service.refresh_video(bread)
        assert "bread" not in titles(service, SearchRequest("hot oven"))


def test_the_metrics_tell_points_videos_and_models(library: WrittenLibrary) -> None:
    with opened(library) as service:
        assert metric(service, "vindex_index_points") == 3
        assert metric(service, 'vindex_videos{status="indexed"}') == 3
        assert metric(service, f'vindex_model_loaded_bytes{{model="{library.models.text.id}"}}') > 1_000_000


def test_the_metrics_count_the_videos_with_a_note_without_reading_records(
    library: WrittenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("team/tides.mp4", "team/ships.mp4"):
        library.store.write_record(id_of(key), replace(indexed(), notes=(LOST, DECIDED)[: 1 + key.count("tides")]))
    with opened(library) as service:
        assert metric(service, 'vindex_videos{status="indexed"}') == 3
        monkeypatch.setattr(type(library.store), "read_record", None)
        assert metric(service, 'vindex_video_notes{code="sound_lost"}') == 2
        assert metric(service, 'vindex_video_notes{code="length_corrected"}') == 1
        assert metric(service, 'vindex_video_notes{code="frames_lost"}') == 0
