"""The job that indexes videos, with a process for each step, one of which crashes: each arms the crash as it loads it.

A process of a step is forked from a server that knows neither the library nor the crash: both are in the folder of the
case, whose path is an argument of the job.
"""

from __future__ import annotations

import json
import os
import pickle
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import dagster as dg

from tests.support.crash.cheap_steps import cheap_steps
from tests.support.crash.crash import REACHED, Crash
from tests.support.crash.daemon_rounds import free_slots
from tests.support.crash.scenarios import Sensor
from tests.support.library.home import Home
from vindex_assets.automation.jobs import index_videos
from vindex_assets.cli.ingest.due_runs import QUIET_RUN_CONFIG
from vindex_assets.cluster.choose_executor import choose_executor
from vindex_assets.definitions import defs
from vindex_assets.runs.in_flight import PARTITION_TAG
from vindex_assets.runs.worker_tag import worker_tag
from vindex_search.settings import Settings, settings

CRASH: Final = "crash.pickle"
ENVIRONMENT: Final = "environment.json"

_cheap: list[AbstractContextManager[None]] = []  # for as long as the process lives


def run_in_processes(home: Home, folder: Path, crash: Crash) -> None:
    """What the sensor requests in one tick, a process for each step; one of them crashes."""
    (folder / CRASH).write_bytes(pickle.dumps(crash))
    (folder / ENVIRONMENT).write_text(json.dumps(dict(os.environ)), encoding="utf-8")
    job: Any = dg.build_reconstructable_job(__name__, "load_job", reconstructable_args=(str(folder),))
    free_slots(home.instance)
    for request in Sensor(home).tick():
        tags = {**request.tags, PARTITION_TAG: request.partition_key or "", **worker_tag()}
        with dg.execute_job(job, instance=home.instance, tags=tags, run_config=QUIET_RUN_CONFIG):
            continue


def load_job(folder: str) -> dg.JobDefinition:
    """The job, as the process of the run loads it and that of each step."""
    os.environ.update(json.loads((Path(folder) / ENVIRONMENT).read_bytes()))
    settings.cache_clear()
    if not _cheap:
        _cheap.append(cheap_steps())
        _cheap[0].__enter__()
        if not (Path(folder) / REACHED).exists():  # a crash happens once
            pickle.loads((Path(folder) / CRASH).read_bytes()).arm(Path(folder))  # of this test
    executor = choose_executor(Settings(executor="multiprocess"))
    job = dg.define_asset_job("in_processes", selection=index_videos.selection, executor_def=executor)
    together = dg.Definitions(assets=defs.assets, jobs=[job], resources=defs.resources)
    return together.resolve_job_def(job.name)
