"""The jobs of this process: one clip is cut at a time, some wait, the rest is refused at once.

A job is a record in the store from the moment it is asked for, with a sign of life every ten seconds: any process over
the library tells how far it is, and where the process was killed anybody may ask for it again.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from vindex_search.clips import shelf
from vindex_search.clips.asked import ClipAsked, ClipRefused, job_id
from vindex_search.clips.make import check_clip, make_clip
from vindex_search.clips.record import ClipRecord
from vindex_search.contract.ids import workspace_of_video
from vindex_search.sandbox.failures import Cancelled, VideoFailure
from vindex_search.storage.bucket import Bucket
from vindex_search.storage.files import store_errors
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video, get_video

WAITING: Final = 16  # jobs of this process, beside the one at work
WAITING_OF_A_WORKSPACE: Final = 4
BEAT_S: Final = 10.0
STOP_S: Final = 5.0  # a child is killed at its next report, which comes with every packet
STOPPED: Final = "the service is shutting down; ask again"
BROKEN: Final = "the clip could not be made; the service's log has the details"

log = logging.getLogger("vindex.clips")


class TooManyClips(Exception):
    """As many clips wait, or are kept, as may; the message says which."""


@contextmanager
def _beating(beat: Callable[[], None]) -> Iterator[None]:
    """Context manager: a thread calls `beat` every few seconds, the first time at once."""
    over = threading.Event()

    def run() -> None:
        beat()
        while not over.wait(BEAT_S):
            beat()

    thread = threading.Thread(target=run, name="clips-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class ClipJobs:
    """Makes clips in a thread that lives as long as there is something to do.

    Args:
        store: Gives the store of the library.
        bucket: Has the films.
    """

    def __init__(self, store: Callable[[], Store], bucket: Bucket) -> None:
        self._store, self._bucket = store, bucket
        self._lock = threading.Lock()
        self._own: dict[str, ClipRecord] = {}  # waiting, and the first one at work; in order
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def ask(self, video: Video, asked: ClipAsked) -> ClipRecord:
        """The job for a clip: one that is on its way or done, else a new one.

        Raises:
            ClipRefused: the clip cannot be made.
            TooManyClips: too many wait, or too much is kept.
        """
        store, now = self._store(), time.time()
        check_clip(store, video, asked)
        job = job_id(video.video_id, video.revision, asked)
        known = self.find(job)
        if known and known.state != "failed":
            return known
        if shelf.sweep(store, now) > shelf.KEPT_BYTES:
            raise TooManyClips(f"clips take {shelf.KEPT_BYTES // 2**30} GiB already; they are kept for a day")
        record = ClipRecord(job, video.video_id, video.title, video.version, asked, "waiting", now)
        return self._add(record)

    def find(self, job: str) -> ClipRecord | None:
        """How far a job is; None where nobody asked for it, or its time is over."""
        with self._lock:
            own = self._own.get(job)
        record = own or shelf.read(self._store(), job)
        now = time.time()
        return None if record is None or now - record.at > shelf.KEPT_S else shelf.as_seen(record, now)

    def stop(self) -> None:
        """End the job at work and forget those that wait: their records say so."""
        self._stopping.set()
        thread = self._thread
        if thread:
            thread.join(STOP_S)

    def _add(self, record: ClipRecord) -> ClipRecord:
        with self._lock:
            if known := self._own.get(record.job):
                return known
            workspace = workspace_of_video(record.video_id)
            of_workspace = sum(workspace_of_video(one.video_id) == workspace for one in self._own.values())
            if len(self._own) > WAITING or of_workspace > WAITING_OF_A_WORKSPACE or self._stopping.is_set():
                raise TooManyClips("too many clips are waiting for their turn already; try again shortly")
            shelf.write(self._store(), record)
            self._own[record.job] = record
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="clips", daemon=True)
                self._thread.start()
        return record

    def _work(self) -> None:
        while record := self._next():
            with _beating(self._beat):
                done = self._made(record)
            self._put(done)
            with self._lock:
                self._own.pop(record.job, None)

    def _next(self) -> ClipRecord | None:
        """The job to work on; None, and the thread ends, where there is none."""
        with self._lock:
            record = next(iter(self._own.values()), None)
            if record is None:
                self._thread = None
            return record

    def _made(self, record: ClipRecord) -> ClipRecord:
        try:
            return self._make(record)
        except Cancelled:
            return self._failed(record, STOPPED)
        except (VideoFailure, ClipRefused) as failure:
            return self._failed(record, str(failure))
        except Exception:
            log.exception("a clip could not be made: %s", record.job)
            return self._failed(record, BROKEN)

    def _make(self, record: ClipRecord) -> ClipRecord:
        self._report(record, 0.0)
        store = self._store()
        video = get_video(store, record.video_id)
        if video is None or video.version != record.version:
            raise ClipRefused("the video was removed or replaced since; ask again")
        with tempfile.TemporaryDirectory(prefix="vindex-clip-") as folder:
            made = make_clip(
                store, self._bucket, video, record.asked, Path(folder), lambda share: self._report(record, share)
            )
            if not shelf.place(store, record, made):
                raise ClipRefused("the video was removed since")
            size = made.file.stat().st_size
        done = replace(record, state="done", at=time.time(), progress=1.0, size=size, note=made.note)
        return replace(done, start_s=round(made.start_s, 3), end_s=round(made.end_s, 3))

    def _report(self, record: ClipRecord, share: float) -> None:
        if self._stopping.is_set():
            raise Cancelled(STOPPED)
        with self._lock:
            self._own[record.job] = replace(record, state="running", at=time.time(), progress=round(share, 3))

    def _failed(self, record: ClipRecord, reason: str) -> ClipRecord:
        return replace(record, state="failed", at=time.time(), reason=reason)

    def _beat(self) -> None:
        """A sign of life of every job of this process."""
        with self._lock:
            self._own = {job: replace(record, at=time.time()) for job, record in self._own.items()}
            own = list(self._own.values())
        for record in own:
            self._put(record)

    def _put(self, record: ClipRecord) -> None:
        """Write a record; a store that cannot be written costs the next asker a repetition, not this thread."""
        try:
            if shelf.is_wanted(self._store(), record):
                shelf.write(self._store(), record)
        except store_errors():
            log.exception("the record of a clip could not be written: %s", record.job)
