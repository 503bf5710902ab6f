"""shelf: the videos of a store as they were seen last, followed as they come and go."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from botocore.exceptions import EndpointConnectionError

from tests.support.storage.video_records import publish, register
from tests.support.waiting import until
from vindex_search.contract.ids import video_id
from vindex_search.index.types import NO_FILTER, PointFilter
from vindex_search.storage.published_listing import PublishedListing
from vindex_search.storage.store import Store
from vindex_search.videos import cache as shelves
from vindex_search.videos.cache import VideoCache
from vindex_search.videos.video import Video, get_video

PATIENCE_S = 60.0  # of a test that waits for a thread; none takes a second of it


@pytest.fixture
def opened(store: Store) -> VideoCache:
    """A shelf that sees at every look what is published at that moment."""
    return VideoCache(store, PublishedListing(store, max_age_s=0.0))


@pytest.fixture
def shelf(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[VideoCache]:
    """A shelf that follows; it looks often."""
    monkeypatch.setattr(shelves, "POLL_INTERVAL_S", 0.01)
    made = opened(store)
    made.start()
    yield made
    made.stop()


def test_until_it_is_started_it_reads_once_and_on_demand(store: Store) -> None:
    shelf, talk = opened(store), publish(store, "team/talk.mp4")
    assert shelf.counts(NO_FILTER) == (1, 1)
    film = publish(store, "team/film.mp4")
    assert [video.video_id for video in shelf.among(NO_FILTER)] == [talk]
    found = shelf.one(film)
    assert found is not None
    assert found.title == "film"
    shelf.stop()


def test_a_video_that_is_not_there_is_none(store: Store) -> None:
    shelf = opened(store)
    assert shelf.one(video_id("folder", "team/gone.mp4")) is None
    assert shelf.one("../etc") is None
    assert shelf.counts(NO_FILTER) == (0, 0)


def test_what_is_published_and_removed_is_followed(store: Store, shelf: VideoCache) -> None:
    talk = publish(store, "team/talk.mp4")
    until(lambda: shelf.coverage(NO_FILTER) == (1, 1))
    publish(store, "team/film.mp4")
    until(lambda: shelf.coverage(NO_FILTER) == (2, 2))
    store.remove_video(talk)
    until(lambda: shelf.coverage(NO_FILTER) == (1, 1))
    assert shelf.get(talk) is None


def test_an_upload_that_nothing_can_be_found_in_yet_is_seen_too(store: Store, shelf: VideoCache) -> None:
    publish(store, "team/talk.mp4")
    until(lambda: shelf.coverage(NO_FILTER) == (1, 1))
    register(store, "team/film.mp4")
    until(lambda: shelf.coverage(NO_FILTER) == (2, 1))


def test_a_new_version_of_a_video_is_seen(store: Store, shelf: VideoCache) -> None:
    talk = publish(store, "team/talk.mp4")
    until(lambda: shelf.get(talk) is not None)
    publish(store, "team/talk.mp4", generation="bb", uploaded_at="2026-05-05T00:00:00+00:00")
    later = PointFilter(uploaded_after="2026-05-01T00:00:00+00:00")
    until(lambda: shelf.coverage(later) == (1, 1))


def test_what_was_read_before_somebody_looked_again_does_not_count(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, shelf, read, removed = register(store, "team/talk.mp4"), opened(store), get_video, threading.Event()
    assert shelf.counts(NO_FILTER) == (1, 0)

    def removed_meanwhile(of: Store, name: str) -> Video | None:
        video = read(of, name)
        if not removed.is_set():
            removed.set()
            store.remove_video(talk)
            shelf.look_again(talk)
        return video

    monkeypatch.setattr(shelves, "POLL_INTERVAL_S", 0.1)
    monkeypatch.setattr(shelves, "get_video", removed_meanwhile)
    shelf.start()
    assert removed.wait(PATIENCE_S)
    shelf.stop()
    assert shelf.among(NO_FILTER) == []


@pytest.mark.parametrize(
    "wrong", [PermissionError("x"), ValueError("x"), KeyError("x"), EndpointConnectionError(endpoint_url="s3")]
)
def test_a_store_that_fails_for_a_while_leaves_what_was_seen(
    store: Store, shelf: VideoCache, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    publish(store, "team/talk.mp4")
    until(lambda: shelf.coverage(NO_FILTER) == (1, 1))
    tried: list[int] = []

    def refuse() -> dict[str, tuple[str, int]]:
        tried.append(1)
        raise wrong

    with monkeypatch.context() as away:
        away.setattr(store, "published", refuse)
        until(lambda: len(tried) > 3)
        assert shelf.coverage(NO_FILTER) == (1, 1)
        publish(store, "team/film.mp4")
    until(lambda: shelf.coverage(NO_FILTER) == (2, 2))


LIBRARY = {
    "team/talk.mp4": "2026-01-01T10:00:00+00:00",
    "team/sea/tides.mp4": "2026-02-01T10:00:00+00:00",
    "other/sea/deep/fish.mp4": "2026-03-01T10:00:00+00:00",
}


@pytest.mark.parametrize(
    ("where", "keys"),
    [
        (NO_FILTER, list(LIBRARY)),
        (PointFilter(workspaces=("team",)), ["team/talk.mp4", "team/sea/tides.mp4"]),
        (PointFilter(workspaces=("nobody",)), []),
        (PointFilter(video_ids=(video_id("folder", "team/talk.mp4"),)), ["team/talk.mp4"]),
        (PointFilter(tags=("sea",)), ["team/sea/tides.mp4", "other/sea/deep/fish.mp4"]),
        (PointFilter(tags=("deep", "nothing")), ["other/sea/deep/fish.mp4"]),
        (PointFilter(tags=("sea",), workspaces=("team",)), ["team/sea/tides.mp4"]),
        (PointFilter(uploaded_after="2026-02-01T10:00:00+00:00"), ["team/sea/tides.mp4", "other/sea/deep/fish.mp4"]),
        (PointFilter(uploaded_before="2026-02-01T10:00:00+00:00"), ["team/talk.mp4"]),
        (
            PointFilter(languages=("de",), speakers=("Ann",), from_s=5, phrases=("x",)),
            list(LIBRARY),
        ),  # of points, not videos
    ],
)
def test_the_videos_that_a_question_is_about(store: Store, where: PointFilter, keys: list[str]) -> None:
    for key, uploaded_at in LIBRARY.items():
        publish(store, key, uploaded_at=uploaded_at)
    shelf = opened(store)
    assert sorted(video.object_key for video in shelf.among(where)) == sorted(keys)
    assert shelf.counts(where) == shelf.counts(where) == (len(keys), len(keys))
