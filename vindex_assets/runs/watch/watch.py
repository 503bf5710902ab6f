"""The watch: a thread, for the length of a step, that gives its signs of life and stops it where it has to stop.

every LOOK_S        status of the run, cancellation of the video in hand, deadline    -> a verdict, or none
every HEARTBEAT_S   `StepHeartbeat` into the store
every TICK_S        where there is a verdict: interrupt the work; where it stays in native code: end the process

What the thread itself fails at (a store or a database that is away) is logged, and tried again: it never ends a step.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from vindex_assets.runs.watch.interrupt import Interruptible
from vindex_assets.runs.watch.process_end import end_process, is_own_process
from vindex_assets.runs.watch.run_status import ORPHANED, ask_run, is_orphan
from vindex_assets.runs.watch.verdict import Verdict
from vindex_assets.runs.watch.watched_step import VideoInHand, WatchedStep
from vindex_search.common.text import visible
from vindex_search.contract.runs.heartbeat import HEARTBEAT_S, StepHeartbeat
from vindex_search.storage.runs import heartbeats

TICK_S: Final = 0.5
LOOK_S: Final = 2.5  # with what follows a step has stopped ten seconds after it was cancelled, native code or not
OWN_INTERRUPT_S: Final = 2.0  # Dagster interrupts the step of a cancelled run itself, which needs no second interrupt
AGAIN_S: Final = 15.0  # an interrupt may be lost, as where it comes in a callback whose errors are ignored
NATIVE_S: Final = 4.0  # an interrupt that was not taken for so long: the thread is in native code
CLEAN_UP_S: Final = 45.0  # one that was taken: the work removes its files and children
JOIN_S: Final = 10.0  # at the end of a step, for a write that is under way

log = logging.getLogger("vindex.steps")


class StepWatch:
    """The watch over one step; a context manager for its length.

    Args:
        step: The step.
        clock: Monotonic seconds.
    """

    def __init__(self, step: WatchedStep, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.verdict: Verdict | None = None  # on the run; stays once it is there
        self._step, self._clock = step, clock
        self._video: VideoInHand | None = None
        self._video_verdict: Verdict | None = None
        self._began_at = time.time()
        self._looked = self._beaten = clock()
        self._found: float | None = None  # when there was a verdict, by the clock
        self._interrupted: float | None = None
        self._problems: dict[str, str] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"watch-{step.asset}", daemon=True)

    def start(self) -> None:
        """Write the first heartbeat and start the thread."""
        self._guarded(self._beat)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and remove the heartbeat."""
        self._ended.set()
        self._thread.join(JOIN_S)
        self._guarded(self._remove_heartbeat)

    @contextmanager
    def over_video(self, video_id: str, find_verdict: Callable[[float], Verdict | None]) -> Iterator[Interruptible]:
        """Context manager around the work on one video: `StepStopped` is raised in it once there is a verdict."""
        work = Interruptible()
        self._video_verdict = self._found = self._interrupted = None
        self._video = VideoInHand(video_id, work, time.time(), self._clock(), find_verdict)
        try:
            with work:
                yield work
        finally:
            work.close()
            self._video = None

    @property
    def verdict_on_work(self) -> Verdict | None:
        """Why the work on the last video was stopped, or is to be."""
        return self.verdict or self._video_verdict

    def report(self, video_id: str, asset: str, share: float) -> None:
        """Take a report of progress, as a listener of `pipeline/progress.py`."""
        video = self._video
        if video and (video_id, asset) == (video.video_id, self._step.asset):
            video.share = share

    def look(self) -> None:
        """Ask for the status of the run now; what is in the way is raised."""
        if self.verdict is None:
            orphaned = is_orphan(self._step.executor)
            self.verdict = ORPHANED if orphaned else ask_run(self._step.instance, self._step.run_id)

    def try_look(self) -> None:
        """As `look`, but what is in the way is logged."""
        self._guarded(self.look)

    @property
    def looks_are_recent(self) -> bool:
        """Whether the thread has looked as often as it should: else this process was stopped for a while."""
        return self._clock() - self._looked < 2 * HEARTBEAT_S

    def _run(self) -> None:
        self._look_at_all()
        while not self._ended.wait(TICK_S):
            now = self._clock()
            if now - self._looked >= LOOK_S:
                self._look_at_all()
            if now - self._beaten >= HEARTBEAT_S:
                self._guarded(self._beat)
            self._enforce(now)

    def _look_at_all(self) -> None:
        self.try_look()
        self._guarded(self._look_at_video)
        self._looked = self._clock()

    def _look_at_video(self) -> None:
        video = self._video
        if video and self._video_verdict is None:
            verdict = video.find_verdict(self._clock() - video.began)
            if video is self._video:  # the step may have gone on to the next one
                self._video_verdict = verdict

    def _enforce(self, now: float) -> None:
        """Have the work stopped where there is a verdict."""
        video, verdict = self._video, self.verdict_on_work
        if video is None or verdict is None or not video.work.is_open:
            return
        if self._found is None:
            self._found = now
        if verdict.cause == "run_cancelled" and now - self._found < OWN_INTERRUPT_S:
            return
        if self._interrupted is None or now - self._interrupted >= AGAIN_S:
            self._interrupted = now
            video.work.interrupt()
            return
        patience_s = CLEAN_UP_S if video.work.is_delivered else NATIVE_S
        if now - self._found >= patience_s and is_own_process():
            log.error("%s", visible(f"{self._step.asset}: {verdict.reason}; native code goes on: this process ends"))
            end_process(lambda: self._say_last_words(verdict))

    def _say_last_words(self, verdict: Verdict) -> None:
        self._ended.set()
        self._guarded(lambda: self._step.last_words(verdict))
        self._guarded(self._remove_heartbeat)

    def _beat(self) -> None:
        self._beaten = self._clock()
        video = self._video
        heartbeats.write_step(
            self._step.root,
            StepHeartbeat(
                run_id=self._step.run_id,
                asset=self._step.asset,
                video_id=video.video_id if video else "",
                share=video.share if video else 0.0,
                began=video.began_at if video else self._began_at,
                at=time.time(),
                host=socket.gethostname(),
                pid=os.getpid(),
                queue=self._step.queue,
            ),
        )

    def _remove_heartbeat(self) -> None:
        heartbeats.remove_step(self._step.root, self._step.run_id, self._step.asset)

    def _guarded(self, part: Callable[[], None]) -> None:
        """Do one thing of the watch; a failure is logged when it first occurs and where its message changes."""
        name = part.__name__
        try:
            part()
        except Exception as error:  # noqa: BLE001 - S3 and databases raise many types, and none may end the step
            message = f"{type(error).__name__}: {error}"
            if self._problems.get(name) != message:
                log.warning("%s", visible(f"the watch over {self._step.asset} goes on without {name}: {message}"))
            self._problems[name] = message
        else:
            self._problems.pop(name, None)
