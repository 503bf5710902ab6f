"""A run worker as the pool sees it: its process, the channel to it, and what it is at."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Final, Self

from vindex_assets.run_workers.worker import READY, Order, work
from vindex_assets.runs.worker_tag import worker_tag

FORK: Final = get_context("fork")


@dataclass(slots=True)
class Resident:
    """A worker.

    Attributes:
        process: Its process.
        channel: The pool's end of the channel.
        order: The run that it is reserved for or executes; None: it is idle.
        executes: Whether it has been told to execute it.
        since: When it began to be idle or reserved, by the monotonic clock.
        runs: How many runs it has executed.
        is_warm: Whether it has loaded models, or was told to.
    """

    process: ForkProcess
    channel: socket.socket
    order: Order | None = None
    executes: bool = False
    since: float = field(default_factory=time.monotonic)
    runs: int = 0
    is_warm: bool = False

    @classmethod
    def fork(cls, not_its: Sequence[int]) -> Self:
        """Fork a worker from this process, which must have one thread.

        Args:
            not_its: This process's own file descriptors, which it is to close.
        """
        ours, its = socket.socketpair()
        process = FORK.Process(target=work, args=(its, [*not_its, ours.fileno()]), name="vindex-run-worker")
        process.start()
        its.close()
        return cls(process, ours)

    @property
    def tag(self) -> str:
        """Value of the tag that names the process in its runs."""
        (tag,) = worker_tag(self.process.pid).values()
        return tag

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self.process.is_alive()

    def reserve(self, order: Order) -> None:
        """Keep it for a run."""
        self.order, self.since = order, time.monotonic()

    def release(self) -> None:
        """It has nothing to do any more."""
        self.order, self.executes, self.since = None, False, time.monotonic()

    def execute(self) -> bool:
        """Have it execute the run that it is reserved for; returns whether it is reserved for one.

        Raises:
            OSError: it has ended.
        """
        if self.order is None or self.executes:
            return False
        self.channel.sendall(self.order.to_line())
        self.executes = self.is_warm = True
        return True

    def warm_up(self) -> bool:
        """Have it load the models, before it is given a run; returns True.

        Raises:
            OSError: it has ended.
        """
        self.channel.sendall(Order().to_line())
        self.is_warm = True
        return True

    def take_note(self) -> bool:
        """Read what it says; returns whether it goes on: it is idle again."""
        try:
            said = self.channel.recv(1)
        except OSError:
            return False
        if said == READY:
            self.runs += 1
            self.release()
        return bool(said)

    def interrupt(self) -> bool:
        """Have it end its run in order; returns whether it is alive."""
        return self._signal(signal.SIGINT)

    def terminate(self) -> None:
        """The same, as the whole pool ends; one without a run, which may be loading models, is ended at once."""
        self._signal(signal.SIGTERM if self.executes else signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> bool:
        if self.process.pid is None or not self.is_alive:
            return False
        os.kill(self.process.pid, number)
        return True

    def memory(self) -> int:
        """Bytes of memory that it holds; 0 where it has ended."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]
        except (FileNotFoundError, ProcessLookupError):
            return 0
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
