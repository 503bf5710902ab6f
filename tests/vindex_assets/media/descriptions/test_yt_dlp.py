from __future__ import annotations

from typing import Any

import pytest

from vindex_assets.media.descriptions.limits import NoDescription
from vindex_assets.media.descriptions.yt_dlp import describe_info, is_info
from vindex_search.contract.chapters import Chapter

INFO: dict[str, Any] = {
    "id": "dQw4w9WgXcQ",
    "title": "Baking bread at altitude",
    "description": "How to adjust.\n\nhttps://example.org",
    "uploader": "Mountain Bakery",
    "channel": "Mountain Bakery",
    "upload_date": "20260301",
    "timestamp": 1772375405,
    "live_status": "not_live",
    "tags": ["bread", "altitude"],
    "categories": ["Howto & Style", "bread"],
    "chapters": [
        {"title": "Flour", "start_time": 0.0, "end_time": 30.5},
        {"title": "Oven", "start_time": 30.5, "end_time": 100.0},
    ],
    "webpage_url": "https://video.example/watch?v=1",
    "language": "en",
    "extractor_key": "Youtube",
    "formats": [{"url": "https://cdn.example/secret"}],
}


def test_a_video_says_all_that_its_platform_knows() -> None:
    said = describe_info(INFO, 100.0)
    assert said.title == "Baking bread at altitude"
    assert said.text == "How to adjust.\n\nhttps://example.org"
    assert said.people == ("Mountain Bakery",)
    assert said.tags == ("bread", "altitude", "Howto & Style")
    assert said.source_url == "https://video.example/watch?v=1"
    assert said.language == "en"
    assert said.chapters == (Chapter("Flour", 0.0, 30.5), Chapter("Oven", 30.5, 100.0))
    assert dict(said.attributes) == {
        "published": "2026-03-01T14:30:05+00:00",
        "channel": "Mountain Bakery",
        "platform": "Youtube",
        "platform id": "dQw4w9WgXcQ",
    }


def test_the_day_of_publication_stands_for_that_of_the_recording() -> None:
    assert describe_info(INFO, 100.0).recorded_at == "2026-03-01"


def test_a_stream_was_recorded_when_it_began() -> None:
    stream = {**INFO, "live_status": "was_live", "release_timestamp": 1772200000}
    assert describe_info(stream, 100.0).recorded_at == "2026-02-27T13:46:40+00:00"


def test_artists_come_before_the_uploader() -> None:
    assert describe_info({**INFO, "artists": ["Ada", "Li"]}, 100.0).people == ("Ada", "Li")


@pytest.mark.parametrize("field", [{"_type": "playlist"}, {"entries": []}], ids=str)
def test_a_playlist_describes_no_video(field: dict[str, Any]) -> None:
    with pytest.raises(NoDescription, match="playlist"):
        describe_info({**INFO, **field}, 100.0)


@pytest.mark.parametrize("wrong", [None, [], {}, 7, "x", [[]], [None], True, float("nan")], ids=repr)
def test_fields_of_a_wrong_type_cost_nothing_else(wrong: object) -> None:
    said = describe_info({**dict.fromkeys(INFO, wrong), "title": "Bread"}, 100.0)
    assert said.title == "Bread"


def test_other_documents_are_none_of_yt_dlp() -> None:
    others: list[object] = [{"title": "x"}, [], None, "x"]
    assert [is_info(INFO), *map(is_info, others)] == [True, False, False, False, False]
