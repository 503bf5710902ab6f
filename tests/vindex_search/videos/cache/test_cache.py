"""cache: videos in memory that follow the store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from botocore.exceptions import EndpointConnectionError

from tests.support.concurrency.waiting import until
from tests.support.storage.notes import DECIDED, LOST
from tests.support.storage.video_records import indexed, publish, register
from vindex_search.contract.ids import video_id
from vindex_search.index.types import NO_FILTER, PointFilter
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.store import Store
from vindex_search.videos import cache as cache_module
from vindex_search.videos.cache import VideoCache
from vindex_search.videos.video import Video, get_video

PATIENCE_S = 60.0  # for a thread; no test takes a second


def new_cache(store: Store) -> VideoCache:
    """A cache that lists the published marks at every poll."""
    return VideoCache(store, PublishedListing(store, max_age_s=0.0))


@pytest.fixture
def cache(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[VideoCache]:
    """A running cache that polls often."""
    monkeypatch.setattr(cache_module, "POLL_INTERVAL_S", 0.01)
    running = new_cache(store)
    running.start()
    yield running
    running.stop()


def test_before_start_it_reads_once_and_single_videos_on_demand(store: Store) -> None:
    cache, talk = new_cache(store), publish(store, "team/talk.mp4")
    assert cache.coverage(NO_FILTER) == (1, 1)
    film = publish(store, "team/film.mp4")
    assert [video.video_id for video in cache.matching(NO_FILTER)] == [talk]
    found = cache.get(film)
    assert found is not None
    assert found.title == "film"
    cache.stop()


def test_an_unknown_video_is_none(store: Store) -> None:
    cache = new_cache(store)
    assert cache.get(video_id("folder", "team/gone.mp4")) is None
    assert cache.get("../etc") is None
    assert cache.coverage(NO_FILTER) == (0, 0)


def test_it_follows_published_and_removed_videos(store: Store, cache: VideoCache) -> None:
    talk = publish(store, "team/talk.mp4")
    until(lambda: cache.coverage(NO_FILTER) == (1, 1))
    publish(store, "team/film.mp4")
    until(lambda: cache.coverage(NO_FILTER) == (2, 2))
    store.remove_video(talk)
    until(lambda: cache.coverage(NO_FILTER) == (1, 1))
    assert cache.get(talk) is None


def test_an_unpublished_upload_is_followed_too(store: Store, cache: VideoCache) -> None:
    publish(store, "team/talk.mp4")
    until(lambda: cache.coverage(NO_FILTER) == (1, 1))
    register(store, "team/film.mp4")
    until(lambda: cache.coverage(NO_FILTER) == (2, 1))


def test_it_follows_a_new_version(store: Store, cache: VideoCache) -> None:
    talk = publish(store, "team/talk.mp4")
    until(lambda: cache.get(talk) is not None)
    publish(store, "team/talk.mp4", generation="bb", uploaded_at="2026-05-05T00:00:00+00:00")
    later = PointFilter(uploaded_after="2026-05-01T00:00:00+00:00")
    until(lambda: cache.coverage(later) == (1, 1))


def test_a_reading_from_before_a_refresh_is_discarded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    talk, cache, read, removed = register(store, "team/talk.mp4"), new_cache(store), get_video, threading.Event()
    assert cache.coverage(NO_FILTER) == (1, 0)

    def removed_meanwhile(of: Store, name: str) -> Video | None:
        video = read(of, name)
        if not removed.is_set():
            removed.set()
            store.remove_video(talk)
            cache.refresh(talk)
        return video

    monkeypatch.setattr(cache_module, "POLL_INTERVAL_S", 0.1)
    monkeypatch.setattr(cache_module, "get_video", removed_meanwhile)
    cache.start()
    assert removed.wait(PATIENCE_S)
    cache.stop()
    assert cache.matching(NO_FILTER) == []


@pytest.mark.parametrize(
    "wrong", [PermissionError("x"), ValueError("x"), KeyError("x"), EndpointConnectionError(endpoint_url="s3")]
)
def test_an_unavailable_store_leaves_the_last_state(
    store: Store, cache: VideoCache, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    publish(store, "team/talk.mp4")
    until(lambda: cache.coverage(NO_FILTER) == (1, 1))
    tried: list[int] = []

    def refuse() -> dict[str, tuple[str, int]]:
        tried.append(1)
        raise wrong

    with monkeypatch.context() as away:
        away.setattr(store, "published", refuse)
        until(lambda: len(tried) > 3)
        assert cache.coverage(NO_FILTER) == (1, 1)
        publish(store, "team/film.mp4")
    until(lambda: cache.coverage(NO_FILTER) == (2, 2))


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
def test_the_videos_in_the_scope_of_a_search(store: Store, where: PointFilter, keys: list[str]) -> None:
    for key, uploaded_at in LIBRARY.items():
        publish(store, key, uploaded_at=uploaded_at)
    cache = new_cache(store)
    assert sorted(video.object_key for video in cache.matching(where)) == sorted(keys)
    assert cache.coverage(where) == cache.coverage(where) == (len(keys), len(keys))


def test_notes_are_counted_by_video_and_followed(store: Store, cache: VideoCache) -> None:
    first = register(store, "team/a.mp4", replace(indexed(), notes=(LOST, replace(LOST, text="again"), DECIDED)))
    register(store, "team/b.mp4", replace(indexed(), notes=(LOST,)))
    until(lambda: (cache.note_counts()["sound_lost"], cache.note_counts()["length_corrected"]) == (2, 1))
    assert cache.note_counts()["frames_lost"] == 0
    store.write_record(first, indexed())
    until(lambda: (cache.note_counts()["sound_lost"], cache.note_counts()["length_corrected"]) == (1, 0))


def test_any_number_of_filters_leaves_a_bounded_number_of_coverages(store: Store) -> None:
    publish(store, "team/talk.mp4")
    cache = new_cache(store)
    for number in range(10_000):
        assert cache.coverage(PointFilter(tags=(f"tag {number}",))) == (0, 0)
    assert len(cache._current().coverage) <= cache_module.COVERAGES_KEPT
    assert cache.coverage(NO_FILTER) == (1, 1)
