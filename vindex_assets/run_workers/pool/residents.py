"""The workers of a pool: which are idle, new ones, and the end of those that are of no more use."""

from __future__ import annotations

import logging
import os
import selectors
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from vindex_assets.run_workers.pool.lost_run import fail_lost_run
from vindex_assets.run_workers.pool.preload import thread_count
from vindex_assets.run_workers.pool.resident import FORK, Resident
from vindex_search.common.text import visible

IDLE_S: Final = 600.0  # longer than a pause between uploads of one session; after it the memory goes back
RESERVED_S: Final = 60.0  # between `reserve` and `execute` the launcher writes two tags
MAX_RUNS: Final = 200  # of one worker: what a library leaks with each run ends with the worker
END_S: Final = 8.0  # for runs to end in order; `vindex dagster` kills what is left after ten

log = logging.getLogger("vindex.run_workers")


class Residents:
    """The workers.

    Args:
        slots: How many runs the queue starts at once.
        selector: Where what a worker says is waited for.
        not_theirs: File descriptors of the pool that a fork copies and the worker is to close.
        max_memory: Bytes above which a worker leaves after its run; by default half of the machine's for all together.
        idle_s: Seconds after which an idle worker leaves.
    """

    def __init__(
        self,
        slots: int,
        selector: selectors.BaseSelector,
        not_theirs: Callable[[], Iterable[int]],
        *,
        max_memory: int = 0,
        idle_s: float = IDLE_S,
    ) -> None:
        self._slots, self._selector, self._not_theirs = slots, selector, not_theirs
        self._max_memory, self._idle_s = max_memory or _half_of_memory(slots), idle_s
        self._all: list[Resident] = []
        self.are_outdated = False  # none of them is given another run

    @property
    def is_empty(self) -> bool:
        """Whether there is none."""
        return not self._all

    @property
    def are_all_at_work(self) -> bool:
        """Whether there are as many as runs are started at once, and none is idle."""
        return len(self._all) >= self._slots and self.idle() is None

    @property
    def is_any_warm(self) -> bool:
        """Whether one has loaded models."""
        return any(resident.is_warm for resident in self._all)

    def of_run(self, run_id: str) -> Resident | None:
        """The one that is reserved for a run, or executes it."""
        return next((one for one in self._all if one.order and one.order.run_id == run_id), None)

    def idle(self) -> Resident | None:
        """An idle one, a warm one first."""
        found = [one for one in self._all if one.order is None and one.is_alive]
        return max(found, key=lambda one: one.is_warm, default=None)

    def fork(self) -> Resident | None:
        """A new one; None where this process is not to be forked."""
        threads = thread_count()
        if threads > 1:
            log.error("%s", visible(f"no run worker is forked from a process of {threads} threads"))
            return None
        channels = [one.channel.fileno() for one in self._all]
        resident = Resident.fork([*channels, *self._not_theirs()])
        self._all.append(resident)
        self._selector.register(resident.channel, selectors.EVENT_READ, partial(self._hear, resident))
        return resident

    def look(self) -> None:
        """End those that are idle for long or not to be given another run; find those that have died."""
        now = time.monotonic()
        for resident in list(self._all):
            waited_s = now - resident.since
            if not resident.is_alive:
                self._bury(resident)
            elif resident.order is None and (self.are_outdated or waited_s > self._idle_s):
                self._dismiss(resident)
            elif resident.order and not resident.executes and waited_s > RESERVED_S:
                resident.release()

    def end(self) -> None:
        """End all: those at work have some seconds to end their runs in order."""
        for resident in self._all:
            resident.channel.close()
            resident.terminate()
        deadline = time.monotonic() + END_S
        for resident in self._all:
            resident.process.join(max(0.0, deadline - time.monotonic()))
            resident.process.kill()

    def _hear(self, resident: Resident) -> None:
        """One has executed its run, or has ended."""
        if not resident.take_note():
            self._bury(resident)
        elif resident.runs >= MAX_RUNS or resident.memory() > self._max_memory or len(self._all) > self._slots:
            self._dismiss(resident)

    def _dismiss(self, resident: Resident) -> None:
        """Have an idle one leave."""
        self._forget(resident)
        resident.process.join(END_S)

    def _bury(self, resident: Resident) -> None:
        """Report the run of one that has died; in a process of its own, as a database may start threads."""
        self._forget(resident)
        resident.process.join(END_S)
        order, exit_code = resident.order, resident.process.exitcode or 0
        if order and resident.executes:
            log.warning("%s", visible(f"a run worker has ended with status {exit_code} during the run {order.run_id}"))
            FORK.Process(target=fail_lost_run, args=(order.run_id, order.instance, exit_code)).start()

    def _forget(self, resident: Resident) -> None:
        self._all.remove(resident)
        self._selector.unregister(resident.channel)
        resident.channel.close()


def _half_of_memory(slots: int) -> int:
    """Bytes that each may hold while all of them together hold at most half of the machine's memory."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // (2 * slots)
