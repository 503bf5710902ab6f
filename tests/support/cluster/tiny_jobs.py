"""Jobs of one step for the executor of a cluster; their broker is that of the environment.

No `from __future__ import annotations` here: Dagster reads the types of the ops' parameters.
"""

import os
import signal
import time
from pathlib import Path

import dagster as dg

from vindex_assets.cluster.executor import cluster_executor
from vindex_search.settings import Settings

CPU = {"dagster-celery/queue": "cpu"}
RETRIES = dg.RetryPolicy(max_retries=1)


@dg.op(tags=CPU, retry_policy=RETRIES, config_schema={"file": str})
def append(context: dg.OpExecutionContext) -> None:
    """Add a line to a file."""
    with Path(context.op_config["file"]).open("a") as file:
        file.write(f"{os.getpid()}\n")


@dg.op(tags=CPU, retry_policy=RETRIES, config_schema={"file": str, "times": int})
def kill_own_process(context: dg.OpExecutionContext) -> None:
    """Kill the process of the step, so many times."""
    with Path(context.op_config["file"]).open("a+") as file:
        file.write("killed\n")
        file.seek(0)
        if len(file.readlines()) <= context.op_config["times"]:
            file.close()
            os.kill(os.getpid(), signal.SIGKILL)


@dg.op(tags=CPU, retry_policy=RETRIES, config_schema={"file": str, "seconds": float})
def hold(context: dg.OpExecutionContext) -> None:
    """Tell which process has begun, then take long where it is the first."""
    with Path(context.op_config["file"]).open("a+") as file:
        file.write(f"{os.getpid()}\n")
        file.flush()
        file.seek(0)
        if len(file.readlines()) == 1:
            time.sleep(context.op_config["seconds"])


def _job(op: dg.OpDefinition) -> dg.JobDefinition:
    return dg.GraphDefinition(name="tiny", node_defs=[op]).to_job(executor_def=cluster_executor(Settings()))


def append_job() -> dg.JobDefinition:
    """Adds a line to a file."""
    return _job(append)


def killing_job() -> dg.JobDefinition:
    """Kills the process of its step."""
    return _job(kill_own_process)


def holding_job() -> dg.JobDefinition:
    """Takes long."""
    return _job(hold)


def own_queue_job() -> dg.JobDefinition:
    """Adds a line to a file; a process builds a job once, so that this one has the queues of one test."""
    return _job(append)
