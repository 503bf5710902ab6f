"""The previews of this process: a segment that is not kept is made by a run, which goes on for a minute of film.

Whoever plays waits for the first segment of a run, and finds the next ones made. A run that nobody waits for gives way.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from upath import UPath

from vindex_search.clips.asked import ClipRefused
from vindex_search.clips.make import probed_record
from vindex_search.clips.preview import shelf as shelves
from vindex_search.clips.preview.child import INIT
from vindex_search.clips.preview.make import Stretch, make_stretch
from vindex_search.clips.preview.run import PreviewRun
from vindex_search.clips.preview.shelf import PreviewShelf, segment_name
from vindex_search.clips.preview.spec import PreviewSpec
from vindex_search.sandbox.failures import Cancelled, Transient, VideoFailure
from vindex_search.storage.bucket import Bucket
from vindex_search.storage.files import store_errors
from vindex_search.storage.library import preview_files
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video

STRETCH: Final = 15  # segments of a run: a minute
SOON: Final = 3  # segments: to wait for so many takes no longer than to start anew (measured: decision 034)
AT_ONCE: Final = 2  # runs: each has threads for decoding and encoding
MAX_WAITING: Final = 12  # requests: each holds one of the service's forty threads
WAIT_S: Final = 30.0  # for a segment; then the player asks again
LOOK_S: Final = 0.2  # between two looks whether the player is still there
STOP_S: Final = 5.0
BROKEN: Final = "the preview could not be made; the service's log has the details"
WAITS: Final = "the preview is still being made, or too many are; ask again"

log = logging.getLogger("vindex.previews")


class TooManyPreviews(Exception):
    """More requests wait for segments than may, or one has waited for too long."""


class Previews:
    """Gives segments, and makes those that are not there.

    Args:
        store: Gives the store of the library.
        bucket: Has the films.
        kept_bytes: Of all previews together.
    """

    def __init__(self, store: Callable[[], Store], bucket: Bucket, *, kept_bytes: int) -> None:
        self._store, self._bucket, self._kept_bytes = store, bucket, kept_bytes
        self._changed = threading.Condition()
        self._runs: list[PreviewRun] = []
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._threads: list[threading.Thread] = []
        self._played: dict[UPath, float] = {}
        self._stopping = False

    def spec(self, video: Video) -> PreviewSpec:
        """The segments of a video.

        Raises:
            ClipRefused: it is not probed yet, or has neither picture nor sound.
        """
        spec = PreviewSpec.of(probed_record(self._store(), video).manifest)
        if spec.size is None and not spec.has_sound:
            raise ClipRefused("the file has neither a picture nor sound that can be decoded")
        return spec

    def init(self, video: Video) -> bytes:
        """What players need before any segment."""
        return self._shelf(video).read(INIT) or self._made(video, 0, INIT)

    def segment(self, video: Video, number: int, gone: threading.Event | None = None) -> bytes:
        """A segment, made where it is not kept; `gone` is set when nobody waits for it any more.

        Raises:
            ClipRefused: the video has no such segment, or is not probed.
            VideoFailure: it cannot be made.
            TooManyPreviews: too many wait, or it takes too long.
        """
        shelf = self._shelf(video)
        found = shelf.read(segment_name(number))
        if found is None:
            segments = self.spec(video).segments
            if not 0 <= number < segments:
                raise ClipRefused(f"the preview has segments 0 to {segments - 1}, not {number}")
            found = self._made(video, number, segment_name(number), gone)
        shelf.note_played(self._played)
        return found

    def stop(self) -> None:
        """End all runs."""
        with self._changed:
            self._stopping = True
            threads = list(self._threads)
        for thread in threads:
            thread.join(STOP_S)

    def _shelf(self, video: Video) -> PreviewShelf:
        return PreviewShelf.of(self._store(), video)

    def _made(self, video: Video, number: int, name: str, gone: threading.Event | None = None) -> bytes:
        """What a run makes, as soon as it is there."""
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until and not (gone and gone.is_set()):
            self._wait(video, number, until, gone or threading.Event())
            if found := self._shelf(video).read(name):
                return found
        raise TooManyPreviews(WAITS)

    def _wait(self, video: Video, number: int, until: float, gone: threading.Event) -> None:
        """Wait until a run has made a segment, or is over."""
        with self._changed:
            if sum(run.waited.total() for run in self._runs) >= MAX_WAITING or self._stopping:
                raise TooManyPreviews(WAITS)
            run = self._reaching(video, number) or self._begun(video, number)
            run.waited[number] += 1
            try:
                while not (run.over or run.next > number or gone.is_set()) and time.monotonic() < until:
                    self._changed.wait(LOOK_S)
            finally:
                run.waited[number] -= 1
            if run.failure is not None and run.next <= number:
                raise run.failure

    def _reaching(self, video: Video, number: int) -> PreviewRun | None:
        mine = (run for run in self._runs if _same(run.stretch.video, video))
        return next((run for run in mine if run.will_reach(number, SOON)), None)

    def _begun(self, video: Video, number: int) -> PreviewRun:
        """A new run from a segment on; those that run ahead give way to it."""
        for run in self._runs:
            run.gives_way = run.gives_way or _same(run.stretch.video, video) or self._is_full()
        run = PreviewRun(self._stretch(video, number), number)
        thread = threading.Thread(target=self._work, args=(run,), name="preview", daemon=True)
        self._runs.append(run)
        self._threads = [*(one for one in self._threads if one.is_alive()), thread]
        thread.start()
        return run

    def _is_full(self) -> bool:
        return len(self._runs) >= AT_ONCE

    def _stretch(self, video: Video, first: int) -> Stretch:
        """From a segment to the next one that is kept, a minute at most."""
        there = self._shelf(video).names()
        end = min(first + STRETCH, self.spec(video).segments)
        kept = (number for number in range(first + 1, end) if segment_name(number) in there)
        return Stretch(video, first, next(kept, end) - first)

    def _work(self, run: PreviewRun) -> None:
        failure: Exception | None = None
        try:
            with self._slots:
                self._make(run)
        except Cancelled:
            pass
        except (VideoFailure, ClipRefused) as problem:
            failure = problem
        except Exception:
            log.exception("a preview could not be made: %s", run.stretch.video.video_id)
            failure = Transient(BROKEN)
        with self._changed:
            run.failure, run.over = failure, True
            self._runs.remove(run)
            self._changed.notify_all()
        self._sweep(run.stretch.video)

    def _make(self, run: PreviewRun) -> None:
        shelf = self._shelf(run.stretch.video)

        def tell(made: Path | None) -> None:
            if run.is_abandoned or self._stopping:
                raise Cancelled(WAITS)
            if made is not None:
                self._take(run, shelf, made)

        tell(None)
        with tempfile.TemporaryDirectory(prefix="vindex-preview-") as folder:
            make_stretch(self._store(), self._bucket, run.stretch, Path(folder), tell)

    def _take(self, run: PreviewRun, shelf: PreviewShelf, made: Path) -> None:
        if not shelf.place(made):
            raise ClipRefused("the video was removed or replaced since")
        made.unlink()
        with self._changed:
            run.next += 1
            self._changed.notify_all()

    def _sweep(self, video: Video) -> None:
        """What there is no room for goes, and what another version of the video left."""
        store = self._store()
        with self._changed:
            in_use = {self._shelf(one.stretch.video).folder for one in self._runs} | {self._shelf(video).folder}
        try:
            preview_files.remove_other_versions(store.root, video.video_id, video.version)
            shelves.sweep(store, self._kept_bytes, in_use)
        except store_errors():
            log.exception("previews could not be tidied")


def _same(one: Video, other: Video) -> bool:
    return (one.video_id, one.version) == (other.video_id, other.version)
