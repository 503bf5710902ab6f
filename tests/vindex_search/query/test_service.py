"""The search service: stale videos, the video cache, and pages with cursors."""

from __future__ import annotations

import shutil

from tests.support.library.home import Home
from vindex_assets.cli.ingest import run_due
from vindex_search.index.follower import catch_up
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService


def test_a_published_video_that_is_not_in_the_index_yet_is_stale(home: Home) -> None:
    home.upload_film("team/tides.mp4", "The moon pulls the ocean.")
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


def test_videos_are_listed_from_the_cache_without_reading_records(home: Home) -> None:
    for workspace in ("team", "other"):
        home.upload_film(f"{workspace}/tides.mp4", "The moon pulls the ocean.")
    run_due(home.instance, home.library, on_start=lambda *_: None)
    service = SearchService(home.library.settings)
    (video,) = service.videos(["team"])
    assert (video.workspace, video.title, video.status) == ("team", "tides", "indexed")
    shutil.rmtree(home.library.settings.home)
    assert [one.workspace for one in service.videos()] == ["other", "team"]
    assert service.videos(["nobody"]) == []


def test_a_response_has_the_cursor_of_the_next_page_and_the_last_one_has_none(home: Home) -> None:
    for name in ("tides", "ships"):
        home.upload_film(f"team/{name}.mp4", f"The ocean of {name}.")
    run_due(home.instance, home.library, on_start=lambda *_: None)
    service = SearchService(home.library.settings)
    service.open_index()
    service.load(follow=False)
    try:
        request = SearchRequest("ocean")
        first = service.search(request, limit=1)
        assert first.next_cursor is not None
        assert first.next_cursor.replace("-", "").replace("_", "").isalnum(), "a cursor and not a URL"
        second = service.search(request, limit=1, cursor=first.next_cursor)
        assert second.next_cursor is None
        titles = [moment.video.title for page in (first, second) for moment in page.moments]
        assert sorted(titles) == ["ships", "tides"]
    finally:
        service.close()
