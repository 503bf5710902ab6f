"""The signs of life of a worker: its heartbeat in the store, and the claims of the steps that it is at.

A thread of the worker's main process writes both every HEARTBEAT_S. No process is forked while it does: the child would
inherit locks that nobody ever releases.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import redis
from upath import UPath

from vindex_assets.cluster.claims import StepClaims
from vindex_search.common.text import visible
from vindex_search.contract.runs.heartbeat import HEARTBEAT_S, WorkerHeartbeat
from vindex_search.storage.runs import heartbeats

log = logging.getLogger("vindex.cluster")


@dataclass
class WorkerState:
    """What changes of a worker while it runs.

    Attributes:
        task_ids: Gives the ids of the steps that it is at.
        end: Ends a step that was given up: this host was away for so long that another worker is at it.
        is_draining: Whether it takes no further step.
    """

    task_ids: Callable[[], Sequence[str]]
    end: Callable[[str], None]
    is_draining: bool = False


class WorkerPulse:
    """Writes the signs of life of a worker from `start` to `stop`.

    Args:
        root: Root of the store.
        claims: Of the broker.
        heartbeat: The worker; the fields that change are filled in.
        state: What changes of it.
    """

    def __init__(self, root: UPath, claims: StepClaims, heartbeat: WorkerHeartbeat, state: WorkerState) -> None:
        self._root, self._claims, self._heartbeat, self._state = root, claims, heartbeat, state
        self._ended, self._writing = threading.Event(), threading.Lock()
        self._thread = threading.Thread(target=self._run, name="worker heartbeat", daemon=True)
        os.register_at_fork(
            before=self._writing.acquire, after_in_parent=self._writing.release, after_in_child=self._writing.release
        )

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and remove the heartbeat: the worker ends in order, and nobody is to miss it."""
        self._ended.set()
        self._thread.join()
        _try(lambda: heartbeats.remove_worker(self._root, self._heartbeat.name))

    def beat(self) -> None:
        """Give one sign of life; a store or a broker that is away costs this one alone."""
        task_ids = self._state.task_ids()
        self._heartbeat = replace(
            self._heartbeat, at=time.time(), busy=len(task_ids), is_draining=self._state.is_draining
        )
        _try(lambda: self._renew(task_ids))
        _try(lambda: heartbeats.write_worker(self._root, self._heartbeat))

    def _renew(self, task_ids: Sequence[str]) -> None:
        for task_id in self._claims.renew(task_ids, self._heartbeat.name):
            log.warning("%s", visible(f"step {task_id} was given up by its run, and is ended here"))
            self._state.end(task_id)

    def _run(self) -> None:
        while not self._ended.is_set():
            with self._writing:
                self.beat()
            self._ended.wait(HEARTBEAT_S)


def new_heartbeat(name: str, queues: Sequence[str], concurrency: int, revision: str) -> WorkerHeartbeat:
    """The first heartbeat of a worker of this process."""
    return WorkerHeartbeat(
        name=name,
        host=socket.gethostname(),
        pid=os.getpid(),
        queues=tuple(queues),
        concurrency=concurrency,
        revision=revision,
        is_draining=False,
        at=time.time(),
    )


def _try(write: Callable[[], None]) -> None:
    try:
        write()
    except (OSError, redis.RedisError) as away:
        log.warning("%s", visible(f"a sign of life could not be written: {away}"))
