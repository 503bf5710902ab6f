"""The heartbeats of a store: of the steps in work, and of the workers.

One that is damaged is skipped with a warning: the next one replaces it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TypeVar

from upath import UPath

from vindex_search.common.text import visible
from vindex_search.contract.record_format import Record, RecordError
from vindex_search.contract.runs.heartbeat import StepHeartbeat, WorkerHeartbeat
from vindex_search.storage import files

log = logging.getLogger("vindex.store")

STEPS = "heartbeats/steps"
WORKERS = "heartbeats/workers"

Heartbeat = TypeVar("Heartbeat", bound=Record)


def write_step(root: UPath, heartbeat: StepHeartbeat) -> None:
    """Write the heartbeat of a step."""
    files.write(_step_path(root, heartbeat.run_id, heartbeat.asset), heartbeat.to_json())


def remove_step(root: UPath, run_id: str, asset: str) -> None:
    """Remove the heartbeat of a step that has ended."""
    files.remove(_step_path(root, run_id, asset))


def remove_run(root: UPath, run_id: str) -> None:
    """Remove the heartbeats of all steps of a run that is over."""
    files.remove_folder(root / STEPS / run_id)


def list_runs(root: UPath) -> list[str]:
    """The runs of which there are heartbeats, or were since the folder of the run was removed."""
    return files.list_names(root / STEPS)


def list_steps(root: UPath) -> list[StepHeartbeat]:
    """The heartbeats of all steps, ordered by run and asset."""
    runs = files.list_names(root / STEPS)
    return [heartbeat for run_id in runs for heartbeat in _read_all(root / STEPS / run_id, StepHeartbeat)]


def write_worker(root: UPath, heartbeat: WorkerHeartbeat) -> None:
    """Write the heartbeat of a worker."""
    files.write(_worker_path(root, heartbeat.name), heartbeat.to_json())


def remove_worker(root: UPath, name: str) -> None:
    """Remove the heartbeat of a worker that has ended."""
    files.remove(_worker_path(root, name))


def list_workers(root: UPath) -> list[WorkerHeartbeat]:
    """The heartbeats of all workers, ordered by name."""
    return list(_read_all(root / WORKERS, WorkerHeartbeat))


def _step_path(root: UPath, run_id: str, asset: str) -> UPath:
    return root / StepHeartbeat.FILE.format(run_id=run_id, asset=asset)


def _worker_path(root: UPath, name: str) -> UPath:
    return root / WorkerHeartbeat.FILE.format(name=name)


def _read_all(folder: UPath, kind: type[Heartbeat]) -> Iterator[Heartbeat]:
    """The heartbeats in a folder; one that was removed since it was listed is skipped."""
    for name in files.list_names(folder):
        path = folder / name
        try:
            yield kind.from_json(files.read(path), str(path))
        except FileNotFoundError:
            continue
        except RecordError as problem:
            log.warning("ignored: %s", visible(str(problem)))
