"""What a watch is over: a step of a run, and the video that it is at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import dagster as dg
from upath import UPath

from vindex_assets.runs.watch.interrupt import Interruptible
from vindex_assets.runs.watch.verdict import Verdict


@dataclass(frozen=True, slots=True)
class WatchedStep:
    """A step of a run.

    Attributes:
        instance: Dagster's instance, which is asked for the status of the run.
        root: Root of the store, for the heartbeat.
        run_id: The run.
        asset: The asset whose step it is.
        last_words: Called before the process is ended, with the verdict; it may take some seconds.
        queue: The Celery queue that the step came from; empty under another executor.
        executor: Process that executes the run and gave the step to this one; None: this one, or one elsewhere.
    """

    instance: dg.DagsterInstance
    root: UPath
    run_id: str
    asset: str
    last_words: Callable[[Verdict], None]
    queue: str = ""
    executor: int | None = None


@dataclass(slots=True)
class VideoInHand:
    """The video that the step works on.

    Attributes:
        video_id: The video.
        work: The work on it, which can be interrupted.
        began_at: When it began, in seconds since 1970, for people.
        began: When it began, by the monotonic clock.
        find_verdict: Asked by the watch, with the seconds since it began: whether the work on this video is to stop.
        share: How much of it is done, from 0 to 1.
    """

    video_id: str
    work: Interruptible
    began_at: float
    began: float
    find_verdict: Callable[[float], Verdict | None]
    share: float = 0.0
