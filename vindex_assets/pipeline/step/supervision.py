"""The watch over a step of the graph: what it asks of the video in hand, and its words before the process ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import dagster as dg

from vindex_assets.failures import Cancelled, Transient, VideoFailure
from vindex_assets.pipeline import progress, video_records
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.step.attempts import VideoTry
from vindex_assets.pipeline.step.cancellation import VIDEO_CANCELLED, is_cancelled, leave_alone
from vindex_assets.pipeline.video_task import VideoTask
from vindex_assets.runs.pool_slots import free_pool_slots
from vindex_assets.runs.watch.verdict import StepStopped, Verdict
from vindex_assets.runs.watch.watch import StepWatch
from vindex_assets.runs.watch.watched_step import WatchedStep
from vindex_assets.runs.worker_tag import executor_process
from vindex_search.contract.records import VideoRecord
from vindex_search.storage.runs.fence import fenced

ASK_S: Final = 60.0  # how long a step waits, before it publishes, for an instance that does not answer
ASK_INTERVAL_S: Final = 1.0


class Supervision:
    """The watch over a step of a run, with what it needs of the pipeline.

    Args:
        context: Dagster's context of the step.
        library: The library.
        asset: The asset whose step it is.
    """

    def __init__(self, context: dg.AssetExecutionContext, library: LibraryResource, asset: str) -> None:
        self._instance, self._run_id = context.instance, context.run.run_id
        self._library, self._asset = library, asset
        self._store = library.store  # the watch has its own: it works beside the step
        self._hand: tuple[VideoTask, VideoTry] | None = None
        self._watch = StepWatch(
            WatchedStep(
                instance=context.instance,
                root=self._store.root,
                run_id=self._run_id,
                asset=asset,
                last_words=self._say_last_words,
                queue=POLICIES[asset].queue if library.settings.executor == "celery" else "",
                executor=executor_process(library.settings.executor),
            )
        )

    @contextmanager
    def over_step(self) -> Iterator[None]:
        """Context manager for the length of the step."""
        self._watch.start()
        try:
            with progress.subscribed(self._watch.report), fenced(self._refuse_if_stopped):
                yield
        finally:
            self._watch.stop()

    @contextmanager
    def over_video(self, task: VideoTask, attempt: VideoTry) -> Iterator[None]:
        """Context manager around the work on one video, which may end in the middle.

        Raises:
            StepStopped: the run is over.
            Cancelled: the video was cancelled.
            Transient: the step has had its time for it.
        """
        self._hand = task, attempt
        try:
            with self._watch.over_video(task.video_id, partial(self._find_verdict, task)):
                yield
        except (StepStopped, Exception) as error:
            verdict = self._verdict_behind(error)
            if verdict is None:
                raise
            attempt.end("cancelled", verdict.reason)
            if verdict.is_of_run:
                raise StepStopped from None
            raise self._failure(verdict) from None
        finally:
            self._hand = None

    def _verdict_behind(self, error: BaseException) -> Verdict | None:
        """Why work was stopped that ended with an error; None: the error is its own.

        An interrupt in the clean-up after another one, as Dagster's and that of the watch may follow each other, ends
        as an error of whatever was being cleaned up.
        """
        if not isinstance(error, StepStopped | VideoFailure):
            self._watch.try_look()
        return self._watch.verdict_on_work

    def status_verdict(self) -> Verdict | None:
        """What the status of the run says of its steps now, or what it said last where nobody answers."""
        self._watch.try_look()
        return self._watch.verdict

    def _failure(self, verdict: Verdict) -> Cancelled | Transient:
        if verdict.cause == "video_cancelled":
            return Cancelled(verdict.reason)
        return Transient(verdict.reason)

    def _find_verdict(self, task: VideoTask, seconds: float) -> Verdict | None:
        """Whether the work on a video is to stop, `seconds` after it began."""
        policy = task.policy
        if seconds > policy.step_base_s:
            video = self._store.try_read_record(task.video_id, VideoRecord)
            length_s = video.duration_s if video else 0.0
            deadline_s = policy.step_deadline_s(length_s)
            if seconds > deadline_s:
                return Verdict("deadline", _deadline_reason(task.asset, deadline_s, length_s))
        if is_cancelled(self._store, task.video_id, task.revision):
            return Verdict("video_cancelled", VIDEO_CANCELLED)
        return None

    def _refuse_if_stopped(self, *, is_publishing: bool) -> None:
        """The fence: before a publication, or after this process stood still, the instance is asked anew."""
        if is_publishing or not self._watch.looks_are_recent:
            _wait_for(self._watch.look)
        if self._watch.verdict_on_work:
            raise StepStopped

    def _say_last_words(self, verdict: Verdict) -> None:
        """What the end of the process leaves undone: records, the status of the run, its slot in the pool."""
        if self._hand:
            self._settle(verdict, *self._hand)
        instance, run_id = self._instance, self._run_id
        is_own_run = self._library.settings.executor == "in_process"  # else another process carries it
        if is_own_run:
            free_pool_slots(instance, run_id)  # its other steps end here too
        elif verdict.is_of_run and instance.event_log_storage.supports_global_concurrency_limits:
            instance.event_log_storage.free_concurrency_slot_for_step(run_id, self._asset)
        run = instance.get_run_by_id(run_id)
        if is_own_run and run and run.status == dg.DagsterRunStatus.CANCELING:
            instance.report_run_canceled(run, "the step stayed in native code, so its process was ended")

    def _settle(self, verdict: Verdict, task: VideoTask, attempt: VideoTry) -> None:
        store, failure = self._store, self._failure(verdict)
        is_late = verdict.cause == "deadline"
        attempt.end("failed" if is_late else "cancelled", verdict.reason)
        attempt.write(store)
        if verdict.cause == "video_cancelled":
            leave_alone(store, task.video_id, task.run_id)
        if is_late:
            video_records.record_failure(
                store, task.video_id, task.revision, failure, asset=task.asset, run_id=task.run_id
            )


def _deadline_reason(asset: str, deadline_s: float, length_s: float) -> str:
    length = f"a video of {length_s:.0f} s" if length_s else "a video whose length is not known yet"
    return f"{asset} took longer than the {deadline_s:.0f} s that it may take for {length}"


def _wait_for(ask: Callable[[], None]) -> None:
    """Ask until there is an answer.

    Raises:
        Transient: there was none for ASK_S.
    """
    end = time.monotonic() + ASK_S
    while True:
        try:
            return ask()
        except Exception as error:  # noqa: BLE001 - databases raise many types
            if time.monotonic() > end:
                raise Transient(f"whether the run is to go on could not be asked for {ASK_S:.0f} s: {error}") from None
        time.sleep(ASK_INTERVAL_S)
