"""previews: who plays waits for one segment, finds the next ones made, and what nobody waits for gives way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.clips.probed import probed_film
from tests.support.concurrency.waiting import until
from tests.support.library.home import Home
from vindex_search.clips.asked import ClipRefused
from vindex_search.clips.preview import previews as room
from vindex_search.clips.preview.child import INIT
from vindex_search.clips.preview.make import Stretch
from vindex_search.clips.preview.previews import Previews, TooManyPreviews
from vindex_search.clips.preview.shelf import segment_name
from vindex_search.clips.preview.spec import PreviewSpec
from vindex_search.sandbox.failures import Permanent
from vindex_search.storage.library import preview_files
from vindex_search.videos.video import Video

FILM = "exo_portrait.mp4"
SEGMENTS = 100


class Child:
    """Stands for the runs of children: each makes a segment whenever it is let, or all at once."""

    def __init__(self) -> None:
        self.stretches: list[Stretch] = []
        self.go = threading.Semaphore(0)
        self.free = False
        self.failure: Exception | None = None

    def make(self, _store: object, _bucket: object, stretch: Stretch, folder: Path, tell: Callable[..., None]) -> None:
        self.stretches.append(stretch)
        for number in range(stretch.first, stretch.end):
            while not self.free and not self.go.acquire(timeout=0.01):
                tell(None)
            if self.failure:
                raise self.failure
            (folder / INIT).write_bytes(b"once")
            (folder / segment_name(number)).write_bytes(b"%d" % number)
            tell(folder / segment_name(number))


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Child:
    """Runs make segments as the test lets them, of a film of four hundred seconds."""
    made = Child()
    monkeypatch.setattr(room, "make_stretch", made.make)
    monkeypatch.setattr(Previews, "spec", lambda *_: PreviewSpec(SEGMENTS * 4.0, (2, 2), has_sound=False))
    return made


@pytest.fixture
def film(home: Home, media: Path) -> Video:
    """A video that is probed."""
    return probed_film(home, "team/film.mp4", media / "video" / FILM)


@contextmanager
def opened(home: Home) -> Iterator[Previews]:
    made = Previews(lambda: home.library.store, home.library.bucket, kept_bytes=10**9)
    yield made
    made.stop()


@pytest.fixture
def previews(home: Home) -> Iterator[Previews]:
    """The previews of a service."""
    with opened(home) as made:
        yield made


def test_a_run_goes_on_after_the_segment_that_was_asked_for(previews: Previews, film: Video, child: Child) -> None:
    child.free = True
    assert previews.segment(film, 40) == b"40"
    until(lambda: not previews._runs)
    assert [previews.segment(film, number) for number in (41, 54)] == [b"41", b"54"]
    assert [(one.first, one.count) for one in child.stretches] == [(40, room.STRETCH)]


def test_a_run_ends_where_segments_are_kept(previews: Previews, film: Video, child: Child) -> None:
    child.free = True
    previews.segment(film, 10)
    until(lambda: not previews._runs)
    previews.segment(film, 8)
    assert [(one.first, one.count) for one in child.stretches] == [(10, room.STRETCH), (8, 2)]


def test_who_asks_for_what_is_made_soon_waits_for_it(previews: Previews, film: Video, child: Child) -> None:
    with ThreadPoolExecutor() as players:
        first = players.submit(previews.segment, film, 5)
        until(lambda: bool(previews._runs))  # the other way round it would be a run of its own
        next_ = players.submit(previews.segment, film, 6)
        until(lambda: sum(run.waited.total() for run in previews._runs) == 2)
        child.go.release(2)
        assert (first.result(30), next_.result(30)) == (b"5", b"6")
    assert len(child.stretches) == 1


def test_a_run_that_nobody_waits_for_gives_way(previews: Previews, film: Video, child: Child) -> None:
    with ThreadPoolExecutor() as players:
        here = players.submit(previews.segment, film, 5)
        until(lambda: bool(child.stretches))
        child.go.release()
        here.result(30)
        ahead = previews._runs[0]
        there = players.submit(previews.segment, film, 70)
        until(lambda: ahead.over)
        child.free = True
        assert there.result(30) == b"70"
    assert ahead.next < 20


def test_a_player_that_is_gone_is_waited_for_no_longer(previews: Previews, film: Video, child: Child) -> None:
    gone = threading.Event()
    with ThreadPoolExecutor() as players:
        left = players.submit(previews.segment, film, 5, gone)
        until(lambda: bool(previews._runs))
        run = previews._runs[0]
        gone.set()
        with pytest.raises(TooManyPreviews):
            left.result(30)
    assert not +run.waited


def test_no_more_requests_wait_than_may(
    previews: Previews, film: Video, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MAX_WAITING", 1)
    with ThreadPoolExecutor() as players:
        first = players.submit(previews.segment, film, 5)
        until(lambda: any(+run.waited for run in previews._runs))
        with pytest.raises(TooManyPreviews, match="ask again"):
            previews.segment(film, 6)
        child.free = True
        first.result(30)


def test_a_failure_reaches_who_waits(previews: Previews, film: Video, child: Child) -> None:
    child.free, child.failure = True, Permanent("the film is torn")
    with pytest.raises(Permanent, match="torn"):
        previews.segment(film, 0)


@pytest.mark.parametrize("number", [-1, SEGMENTS])
def test_a_segment_outside_of_the_film_is_refused(previews: Previews, film: Video, child: Child, number: int) -> None:
    with pytest.raises(ClipRefused, match="segments 0 to 99"):
        previews.segment(film, number)
    assert child.stretches == []


def test_what_is_made_of_a_video_that_is_removed_meanwhile_is_not_kept(
    home: Home, previews: Previews, film: Video, child: Child
) -> None:
    home.library.store.remove_video(film.video_id)
    child.free = True
    with pytest.raises(ClipRefused, match="removed"):
        previews.segment(film, 0)
    until(lambda: not previews._runs)
    assert list(preview_files.kept(home.library.store.root)) == []


def test_a_service_that_stops_ends_its_runs(home: Home, film: Video, child: Child) -> None:
    with ThreadPoolExecutor() as players:
        with opened(home) as made:
            waiting = players.submit(made.segment, film, 0)
            until(lambda: bool(child.stretches))
        with pytest.raises(TooManyPreviews):
            waiting.result(30)
    assert made._runs == []
