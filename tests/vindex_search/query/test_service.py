"""service: it knows what its index does not show yet, and answers in pages without an address."""

from __future__ import annotations

import shutil

from tests.support.library.home import Home
from vindex_assets.cli.ingest import run_due
from vindex_search.index.follower import catch_up
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService


def test_a_video_that_was_published_and_is_not_applied_yet_is_behind(home: Home) -> None:
    home.film("team/tides.mp4", "The moon pulls the ocean.")
    service = SearchService(home.library.settings)
    service.open_index()
    service.load(follow=False)
    try:
        assert service.count_stale() == 0
        run_due(home.instance, home.library, on_start=lambda *_: None)
        assert service.count_stale() == 1
        index = service._engine.value.index
        assert index is not None
        catch_up(service.store, index)
        assert service.count_stale() == 0
    finally:
        service.close()


def test_its_videos_are_told_as_they_were_seen_last_without_reading_a_record(home: Home) -> None:
    for workspace in ("team", "other"):
        home.film(f"{workspace}/tides.mp4", "The moon pulls the ocean.")
    run_due(home.instance, home.library, on_start=lambda *_: None)
    service = SearchService(home.library.settings)
    (video,) = service.videos(["team"])
    assert (video.workspace, video.title, video.status) == ("team", "tides", "indexed")
    shutil.rmtree(home.library.settings.home)
    assert [one.workspace for one in service.videos()] == ["other", "team"]
    assert service.videos(["nobody"]) == []


def test_a_response_has_the_cursor_of_the_next_page_and_the_last_has_none(home: Home) -> None:
    for name in ("tides", "ships"):
        home.film(f"team/{name}.mp4", f"The ocean of {name}.")
    run_due(home.instance, home.library, on_start=lambda *_: None)
    service = SearchService(home.library.settings)
    service.open_index()
    service.load(follow=False)
    try:
        question = SearchRequest("ocean")
        first = service.search(question, limit=1)
        assert first.next_cursor is not None
        assert first.next_cursor.replace("-", "").replace("_", "").isalnum(), "a cursor and no address"
        second = service.search(question, limit=1, cursor=first.next_cursor)
        assert second.next_cursor is None
        titles = [moment.video.title for page in (first, second) for moment in page.moments]
        assert sorted(titles) == ["ships", "tides"]
    finally:
        service.close()
