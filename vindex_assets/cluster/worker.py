"""`vindex worker`: takes steps from queues until SIGTERM, then ends those that it is at, and takes no further one."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from celery import signals
from celery.worker import state as celery_state

from vindex_assets.cluster.step_task import open_claims, worker_app
from vindex_assets.cluster.worker_heartbeat import WorkerPulse, WorkerState, new_heartbeat
from vindex_assets.runs.revision import code_revision
from vindex_search.models.active_set import library_store
from vindex_search.settings import Settings

GPU: Final = "gpu"
PR_SET_PDEATHSIG: Final = 1  # prctl(2)
POOL: Final = "prefork"  # a step that crashes takes its process along, not the worker


def run_worker(settings: Settings, queues: Sequence[str], concurrency: int | None, name: str | None) -> int:
    """Work until told to end; returns the exit status: 0 after SIGTERM.

    Args:
        settings: Of the installation.
        queues: Whose steps are taken.
        concurrency: How many at once; None: one on a queue of GPUs, which loads its models once, else one a core.
        name: Unique in the cluster; None: made of queues, process and host.

    Raises:
        ValueError: the settings have no broker, or a name has a character that a file of the store cannot have.
    """
    count = concurrency or default_concurrency(queues)
    hostname = worker_name(queues, name)
    app = worker_app(settings)
    worker = app.Worker(
        hostname=hostname, queues=list(queues), concurrency=count, pool=POOL, loglevel="INFO", without_gossip=True
    )
    state = WorkerState(task_ids=_active_task_ids, end=partial(app.control.revoke, terminate=True, signal="SIGKILL"))
    pulse = WorkerPulse(
        library_store(settings).root,
        open_claims(app.conf.broker_url),
        new_heartbeat(hostname, queues, count, code_revision(settings)),
        state,
    )
    _follow(pulse, state)
    worker.start()
    return int(worker.exitcode or 0)


def default_concurrency(queues: Sequence[str]) -> int:
    """Steps at once: one where a queue is one of GPUs, whose models are then loaded once; else one a core."""
    is_gpu = any(queue == GPU or queue.startswith(f"{GPU}-") for queue in queues)
    return 1 if is_gpu else len(os.sched_getaffinity(0))


def worker_name(queues: Sequence[str], name: str | None) -> str:
    """The name of a worker, as `name@host`.

    Raises:
        ValueError: the name has another character than letters, digits, `-`, `_` and `.`.
    """
    own = name or f"{'-'.join(queues)}-{os.getpid()}"
    if not all(character.isalnum() or character in "-_." for character in own):
        raise ValueError(f"{own!r} is no name of a worker; allowed are letters, digits, '-', '_' and '.'")
    return f"{own}@{socket.gethostname()}"


def _active_task_ids() -> list[str]:
    return [request.id for request in list(celery_state.active_requests)]


def _end_with_worker(**_: Any) -> None:
    """Have the kernel kill this process of a step when its worker dies: nobody would renew the claim of its step."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _follow(pulse: WorkerPulse, state: WorkerState) -> None:
    """Have the pulse begin and end with the worker of this process, and tell when it drains."""

    def drain(**_: Any) -> None:
        state.is_draining = True

    signals.worker_process_init.connect(_end_with_worker, weak=False)
    signals.worker_ready.connect(lambda **_: pulse.start(), weak=False)
    signals.worker_shutting_down.connect(drain, weak=False)
    signals.worker_shutdown.connect(lambda **_: pulse.stop(), weak=False)
