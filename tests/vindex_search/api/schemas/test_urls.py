"""urls: the page's address of a moment, and that of a picture."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.storage.video_records import publish, register
from vindex_search.api.schemas.urls import play_url, thumbnail_url
from vindex_search.storage.store import Store
from vindex_search.videos.video import get_video


@pytest.mark.parametrize("query", ["", "tide & moon", 'a "b" #c?', "海は広い"])
def test_the_page_is_told_where_and_what_was_asked(query: str) -> None:
    address = urlsplit(play_url("team--talk-0123456789", 61.239, query))
    assert address.path == "/v/team--talk-0123456789"
    assert parse_qs(address.query) == {"t": ["61.24"], **({"q": [query]} if query else {})}


def test_only_a_video_with_pictures_has_one_to_show(tmp_path: Path) -> None:
    store = Store(str(tmp_path), "vindex-test")
    pictured = get_video(store, publish(store, "team/talk.mp4"))
    plain = get_video(store, register(store, "team/sound.mp3"))
    assert pictured is not None
    assert plain is not None
    assert thumbnail_url(pictured, 61.239) == f"/v1/videos/{pictured.video_id}/thumbnail?t=61.24"
    assert thumbnail_url(plain, 61.239) is None
