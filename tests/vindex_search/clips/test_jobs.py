"""jobs: in turn, few at once, and after a service that was killed anybody may ask again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.concurrency.waiting import until
from tests.support.library.home import Home
from vindex_search.clips import jobs as room
from vindex_search.clips import shelf
from vindex_search.clips.asked import ClipAsked, job_id
from vindex_search.clips.jobs import ClipJobs, TooManyClips
from vindex_search.clips.make import MadeClip
from vindex_search.clips.record import ClipRecord
from vindex_search.sandbox.failures import Permanent
from vindex_search.storage.library import clip_files
from vindex_search.videos.video import Video, get_video

ASKED = ClipAsked(0.0, 1.0)


@pytest.fixture
def film(home: Home) -> Video:
    """A film that is probed and indexed."""
    from vindex_assets.cli.ingest import run_due
    from vindex_search.contract.ids import video_id

    home.upload_film("team/tides.mp4", "The moon pulls the ocean towards itself.")
    run_due(home.instance, home.library, on_start=lambda *_: None)
    found = get_video(home.library.store, video_id(home.library.bucket.name, "team/tides.mp4"))
    assert found is not None
    return found


@contextmanager
def opened(home: Home) -> Iterator[ClipJobs]:
    made = ClipJobs(lambda: home.library.store, home.library.bucket)
    yield made
    made.stop()


@contextmanager
def held(patch: pytest.MonkeyPatch, *, failure: Exception | None = None) -> Iterator[threading.Event]:
    """Cutting that waits for an event, and then ends or fails."""
    go = threading.Event()

    def make(_store: object, _bucket: object, _video: object, _asked: object, folder: Path, _tell: Any) -> MadeClip:
        go.wait(30)
        if failure:
            raise failure
        (folder / "clip.mp4").write_bytes(b"clip")
        return MadeClip(folder / "clip.mp4", None, 0.0, 1.0, "")

    patch.setattr(room, "make_clip", make)
    yield go
    go.set()


def test_jobs_are_made_in_turn(home: Home, film: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(home) as jobs, held(monkeypatch) as go:
        first, second = (jobs.ask(film, replace(ASKED, end_s=end)) for end in (1.0, 1.5))
        until(lambda: (one := jobs.find(first.job)) and one.state == "running")
        waiting = jobs.find(second.job)
        assert waiting is not None
        assert waiting.state == "waiting"
        go.set()
        until(lambda: (one := jobs.find(second.job)) and one.state == "done")


def test_a_workspace_has_few_jobs_at_once(home: Home, film: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(home) as jobs, held(monkeypatch):
        for number in range(room.WAITING_OF_A_WORKSPACE + 1):
            jobs.ask(film, replace(ASKED, end_s=1.0 + number / 10))
        with pytest.raises(TooManyClips, match="too many clips are waiting"):
            jobs.ask(film, replace(ASKED, end_s=2.0))


def test_no_more_is_kept_than_may_be(home: Home, film: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "KEPT_BYTES", 3)
    with opened(home) as jobs, held(monkeypatch) as go:
        go.set()
        made = jobs.ask(film, ASKED)
        until(lambda: (one := jobs.find(made.job)) and one.state == "done")
        with pytest.raises(TooManyClips, match="kept for a day"):
            jobs.ask(film, replace(ASKED, end_s=1.5))


def test_a_failure_says_why_and_may_be_asked_again(home: Home, film: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(home) as jobs, held(monkeypatch, failure=Permanent("the film is torn")) as go:
        go.set()
        made = jobs.ask(film, ASKED)
        until(lambda: (one := jobs.find(made.job)) and one.state == "failed" and one.reason == "the film is torn")
    with opened(home) as jobs, held(monkeypatch):
        assert jobs.ask(film, ASKED).state == "waiting"


def test_a_job_of_a_killed_service_has_failed_and_may_be_asked_again(
    home: Home, film: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_id(film.video_id, film.revision, ASKED)
    left = ClipRecord(job, film.video_id, film.title, film.version, ASKED, "running", time.time() - shelf.STALE_S - 1)
    shelf.write(home.library.store, left)
    with opened(home) as jobs, held(monkeypatch):
        found = jobs.find(job)
        assert found is not None
        assert (found.state, found.reason) == ("failed", shelf.INTERRUPTED)
        assert jobs.ask(film, ASKED).state == "waiting"


def test_a_clip_whose_time_is_over_is_gone(home: Home, film: Video) -> None:
    job = job_id(film.video_id, film.revision, ASKED)
    old = ClipRecord(job, film.video_id, film.title, film.version, ASKED, "done", time.time() - shelf.KEPT_S - 1)
    shelf.write(home.library.store, old)
    with opened(home) as jobs:
        assert jobs.find(job) is None
    assert shelf.sweep(home.library.store, time.time()) == 0
    assert clip_files.list_jobs(home.library.store.root) == []


def test_a_clip_of_a_video_that_was_removed_meanwhile_leaves_nothing(
    home: Home, film: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = home.library.store
    with opened(home) as jobs, held(monkeypatch) as go:
        made = jobs.ask(film, ASKED)
        until(lambda: (one := jobs.find(made.job)) and one.state == "running")
        store.remove_video(film.video_id)
        go.set()
        until(lambda: not threading.active_count() or jobs.find(made.job) is None)
    assert clip_files.list_jobs(store.root) == []
