"""One step of a run in a thread: its events go into a queue as they happen."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import dagster as dg

from vindex_assets.cluster.dagster_internals import dagster_event_sequence_for_step
from vindex_assets.runs.watch.interrupt import interrupt_thread


@dataclass(frozen=True, slots=True)
class StepEnd:
    """That a step has no further events; `error` is what it raised, which ends the run."""

    key: str
    error: BaseException | None


StepNews = SimpleQueue[dg.DagsterEvent | StepEnd]


class StepThread:
    """A step in work.

    The thread is a daemon: who ends the process twice over, as by a second Ctrl-C, does not wait for native code.

    Args:
        context: Dagster's context of the step.
        news: Where its events go, and its end.
    """

    def __init__(self, context: Any, news: StepNews) -> None:
        self.context = context
        self.events: list[dg.DagsterEvent] = []  # those that were passed on, for hooks
        self._news = news
        self._thread = threading.Thread(target=self._run, name=f"step-{context.step.key}", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs; one whose memory is used up may end before it could say so."""
        return self._thread.is_alive()

    def interrupt(self) -> None:
        """Interrupt the work on the video in hand, once; to be called again until the step has ended."""
        interrupt_thread(self._thread)

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            for event in dagster_event_sequence_for_step(self.context):
                self._news.put(event)
        except BaseException as raised:  # noqa: BLE001 - it is raised again where the run is executed
            error = raised
        self._news.put(StepEnd(self.context.step.key, error))
