"""service: it knows what its index does not show yet."""

from __future__ import annotations

from tests.homes import Home
from vindex_assets.ingest import run_due
from vindex_search.index.follow import catch_up
from vindex_search.service import SearchService


def test_a_video_that_was_published_and_is_not_applied_yet_is_behind(home: Home) -> None:
    home.film("team/tides.mp4", "The moon pulls the ocean.")
    service = SearchService(home.library.settings)
    service.take_index()
    service.load(follow=False)
    try:
        assert service.behind() == 0
        run_due(home.instance, home.library, started=lambda *_: None)
        assert service.behind() == 1
        index = service._opened.value.index
        assert index is not None
        catch_up(service.store, index)
        assert service.behind() == 0
    finally:
        service.close()
