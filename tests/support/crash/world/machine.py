"""A machine: daemon, code server and workers of a library, each a process, until nothing is to be done.

python -m tests.support.crash.world.machine; `CRASH_AT`: the point at which all end, `CRASH_FOLDER`: where to say so
"""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg

from tests.support.concurrency.waiting import rounds
from tests.support.crash.cheap_steps import cheap_steps
from tests.support.crash.crash import Crash
from tests.support.crash.world.machine_names import FOLDER, MODULE, POINT
from tests.support.dagster.daemon import open_daemon
from vindex_assets.definitions import defs as defs

IDLE_TICKS = 4

_cheap = cheap_steps()
_cheap.__enter__()  # for as long as the process lives
if POINT in os.environ:
    Crash(os.environ[POINT], "host").arm(Path(os.environ[FOLDER]))


def main() -> None:
    """Tick and run until a few ticks in a row request no run: one may only look again at an upload that is new."""
    with dg.DagsterInstance.get() as instance, open_daemon(instance, MODULE) as daemon:
        seen, idle = 0, 0
        for _ in rounds(deadline_s=600):
            if idle == IDLE_TICKS:
                break
            daemon.tick()
            daemon.drain_queue()
            idle = idle + 1 if seen == (seen := len(instance.get_runs())) else 0


if __name__ == "__main__":
    main()
