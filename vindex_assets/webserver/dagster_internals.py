"""Every name of Dagster's private API that its webserver is started with.

They are not in `runs/dagster_internals.py`, which the definitions import: these take a second, and the definitions need
none of them. `dagster dev` puts the same parts together, but its webserver listens on TCP.
"""

from __future__ import annotations

from dagster._cli.proxy_server_manager import ProxyServerManager
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster._daemon import sensor as sensor_loop
from dagster._daemon.cli import main as run_daemon
from dagster._utils.log import configure_loggers

__all__ = [
    # The code servers of a workspace, each on a Unix socket, started again when they end.
    "ProxyServerManager",
    # The code locations of a workspace file, as the web application and the code servers read them.
    "WorkspaceFileTarget",
    "WorkspaceProcessContext",
    # Dagster's format of log lines.
    "configure_loggers",
    # What `dagster-daemon` runs, with the arguments of the process.
    "run_daemon",
    # The daemon's loop over sensors: MIN_INTERVAL_LOOP_TIME between two looks, and `is_under_min_interval`, which says
    # of a sensor that it is not due.
    "sensor_loop",
]
