"""urls: of the player page and of thumbnails."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.storage.video_records import publish, register
from vindex_search.api.schemas.urls import play_url, thumbnail_url
from vindex_search.storage.store import Store
from vindex_search.videos.video import get_video


@pytest.mark.parametrize("query", ["", "tide & moon", 'a "b" #c?', "海は広い"])
def test_the_play_url_has_time_and_query(query: str) -> None:
    address = urlsplit(play_url("team--talk-0123456789", 61.239, query))
    assert address.path == "/v/team--talk-0123456789"
    assert parse_qs(address.query) == {"t": ["61.24"], **({"q": [query]} if query else {})}


def test_only_a_video_with_frames_has_a_thumbnail(tmp_path: Path) -> None:
    store = Store(str(tmp_path), "vindex-test")
    with_frames = get_video(store, publish(store, "team/talk.mp4"))
    sound = get_video(store, register(store, "team/sound.mp3"))
    assert with_frames is not None
    assert sound is not None
    assert thumbnail_url(with_frames, 61.239) == f"/v1/videos/{with_frames.video_id}/thumbnail?t=61.24"
    assert thumbnail_url(sound, 61.239) is None
