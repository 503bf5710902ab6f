"""Every name of Dagster's private API that its webserver is started with.

They are not in `runs/dagster_internals.py`, which the definitions import: these take a second, and the definitions need
none of them. `dagster dev` puts the same parts together, but its webserver listens on TCP.
"""

from __future__ import annotations

from dagster._cli.proxy_server_manager import ProxyServerManager
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster._utils.log import configure_loggers

__all__ = [
    # The code servers of a workspace, each on a Unix socket, started again when they end.
    "ProxyServerManager",
    # The code locations of a workspace file, as the web application and the code servers read them.
    "WorkspaceFileTarget",
    "WorkspaceProcessContext",
    # Dagster's format of log lines.
    "configure_loggers",
]
