"""The lock of the video cache: what is read, refreshed and kept never mixes."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.support.concurrency.critical_section import CriticalSection
from tests.support.storage.video_records import publish, register
from vindex_search.index.types import NO_FILTER
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.store import Store
from vindex_search.videos import cache as cache_module
from vindex_search.videos.cache import VideoCache
from vindex_search.videos.video import Video, all_videos, get_video

PATIENCE_S = 60.0


def new_cache(store: Store) -> VideoCache:
    return VideoCache(store, PublishedListing(store, max_age_s=0.0))


def found(cache: VideoCache) -> set[str]:
    return {video.video_id for video in cache.matching(NO_FILTER)}


@pytest.mark.parametrize("second", ["matching", "refresh"])
def test_who_comes_while_all_videos_are_read_waits_for_them(
    store: Store, monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    talk = publish(store, "team/talk.mp4")
    section = CriticalSection(monkeypatch, cache_module, hand_over=True)
    monkeypatch.setattr(cache_module, "all_videos", section.around(all_videos))
    cache = new_cache(store)
    calls: dict[str, Callable[[], object]] = {"matching": lambda: found(cache), "refresh": lambda: cache.refresh(talk)}
    assert section.check(lambda: found(cache), calls[second])
    assert found(cache) == {talk}


def test_two_refreshes_at_once_both_count(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    talk, film = publish(store, "team/talk.mp4"), publish(store, "team/film.mp4")
    section = CriticalSection(monkeypatch, cache_module, hand_over=True)
    monkeypatch.setattr(cache_module, "get_video", section.around(get_video))
    cache = new_cache(store)
    assert found(cache) == {talk, film}
    for video in (talk, film):
        store.remove_video(video)
    assert section.check(lambda: cache.refresh(talk), lambda: cache.refresh(film))
    assert found(cache) == set()


def test_a_refresh_waits_while_a_video_that_was_read_before_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = register(store, "team/talk.mp4")
    section = CriticalSection(monkeypatch, cache_module, hand_over=True)
    monkeypatch.setattr(cache_module, "POLL_INTERVAL_S", 0.01)
    cache, reread = new_cache(store), threading.Event()
    assert found(cache) == {talk}

    def same(video: Video, other: object) -> bool:
        section.step()  # the cache compares what it read with what it has
        reread.set()
        return video is other

    monkeypatch.setattr(Video, "__eq__", same)

    def reread_by_the_thread() -> None:
        cache.start()
        assert reread.wait(PATIENCE_S)
        cache.stop()

    def remove() -> None:
        store.remove_video(talk)
        cache.refresh(talk)

    assert section.check(reread_by_the_thread, remove)
    assert found(cache) == set()
