"""The heartbeats and the queue of a library, read at most every two seconds however often they are asked for.

A heartbeat counts as silent once it has been *seen* unchanged for `LOST_AFTER_S`. So a service looks every few seconds
from its start on, whether or not anybody asks.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from vindex_search.common.shared_values.polling import PollingThread
from vindex_search.common.text import visible
from vindex_search.contract.record_format import RecordError
from vindex_search.contract.runs.heartbeat import HEARTBEAT_S
from vindex_search.contract.runs.queue import QueueRecord
from vindex_search.storage.files import store_errors
from vindex_search.storage.runs import heartbeats
from vindex_search.storage.store import Store
from vindex_search.videos.activity.signs import NO_WORK, SeenStep, SeenWorker, Work
from vindex_search.videos.activity.unchanged import Unchanged

MAX_AGE_S: Final = 2.0

log = logging.getLogger("vindex.service")


def look(store: Store, now: Callable[[], float] = time.time) -> Work:
    """What is worked on, by a single look: nothing counts as silent yet.

    Args:
        store: Of the library.
        now: Seconds since 1970.
    """
    queue = _read_queue(store)
    return Work(
        steps=tuple(map(SeenStep, heartbeats.list_steps(store.root))),
        workers=tuple(map(SeenWorker, heartbeats.list_workers(store.root))),
        queue=queue,
        queue_silent_s=max(0.0, now() - queue.at) if queue else 0.0,
    )


class WorkWatch(PollingThread):
    """What is worked on, watched: read on demand, and from `start` on every few seconds.

    Args:
        store: Of the library, for whichever model set.
        clock: Seconds that only go forwards.
        now: Seconds since 1970.
    """

    def __init__(
        self, store: Store, *, clock: Callable[[], float] = time.monotonic, now: Callable[[], float] = time.time
    ) -> None:
        super().__init__("work-watch", interval_s=HEARTBEAT_S, immediate=True)
        self._store, self._clock, self._now = store, clock, now
        self._steps: Unchanged[tuple[str, str], object] = Unchanged()
        self._workers: Unchanged[str, object] = Unchanged()
        self._queue: Unchanged[str, object] = Unchanged()
        self._queue_changed = False
        self._work, self._read_at = NO_WORK, float("-inf")
        self._lock = threading.Lock()

    def current(self) -> Work:
        """What is worked on, at most two seconds old; as it was, where the store does not answer."""
        with self._lock:  # also while reading: who comes meanwhile gets the same answer, not a listing of its own
            if self._clock() - self._read_at >= MAX_AGE_S:
                try:
                    self._work = self._seen(look(self._store, self._now))
                except store_errors() as problem:
                    log.warning("the heartbeats could not be read: %s", visible(str(problem)))
                self._read_at = self._clock()
            return self._work

    def _seen(self, work: Work) -> Work:
        """The same with how long each has been seen unchanged."""
        now = self._clock()
        steps = self._steps.look({(s.heartbeat.run_id, s.heartbeat.asset): s.heartbeat for s in work.steps}, now)
        workers = self._workers.look({w.heartbeat.name: w.heartbeat for w in work.workers}, now)
        unchanged_s = self._queue.look({"": work.queue}, now)[""]
        self._queue_changed |= self._work.queue is not None and work.queue != self._work.queue
        return Work(
            steps=tuple(SeenStep(s.heartbeat, steps[s.heartbeat.run_id, s.heartbeat.asset]) for s in work.steps),
            workers=tuple(SeenWorker(w.heartbeat, workers[w.heartbeat.name]) for w in work.workers),
            queue=work.queue,
            queue_silent_s=unchanged_s if self._queue_changed else max(unchanged_s, work.queue_silent_s),
        )

    def _poll(self) -> None:
        self.current()


def _read_queue(store: Store) -> QueueRecord | None:
    """The record of the queue; None where there is none that can be read: the next tick writes it anew."""
    try:
        return store.read_library_record(QueueRecord)
    except RecordError as problem:
        log.warning("ignored: %s", visible(str(problem)))
        return None
