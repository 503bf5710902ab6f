"""`vindex serve`: bind the address, open the library, run uvicorn until SIGINT or SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from types import FrameType
from typing import Final

import uvicorn

from vindex_search.api.app import create_app
from vindex_search.api.connections.admission import ConnectionAdmission
from vindex_search.api.connections.config import guarded_config
from vindex_search.api.connections.descriptors import descriptors_in_use, max_connections, raise_descriptor_limit
from vindex_search.api.connections.guard import ConnectionGuard
from vindex_search.api.connections.limits import ConnectionLimits
from vindex_search.auth.key_store import require_keys
from vindex_search.common.net import http_url
from vindex_search.common.telemetry.logging_setup import configure_logging
from vindex_search.models.model import ModelSet
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings

BACKLOG: Final = 128  # connections queued while the service starts: its address is printed before it accepts
SHUTDOWN_GRACE_S: Final = 20  # for requests in progress at a shutdown; orchestrators wait 30 s before SIGKILL
SWITCH_INTERVAL_S: Final = 0.001  # of the GIL: the default of 5 ms is as long as all of a search but models and index

log = logging.getLogger("vindex.service")


class Server(uvicorn.Server):
    """A uvicorn server that shuts down gracefully at the first SIGTERM or SIGINT, at once at a second SIGINT.

    It accepts no more connections, gives requests in progress `grace_s` to finish, closes what is left then (a video
    that a player holds open) and closes the library. uvicorn alone would raise the signal again afterwards, and the
    exit status would be that of a killed process.
    """

    def __init__(self, service: SearchService, *, grace_s: int = SHUTDOWN_GRACE_S) -> None:
        self._service = service
        super().__init__(guarded_config(create_app(service), open_guard(), grace_s=grace_s))

    def handle_exit(self, sig: int, _frame: FrameType | None) -> None:
        """Start the shutdown."""
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self._service.shutting_down = self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down; abort open connections, as one whose client reads nothing would block the event loop for ever."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        ValueError: the address is not a loopback address, and the library has no API keys.
        OSError: the address is in use or not one of this machine; the message names it.
        IndexInUse: another process owns this library's index.
        RuntimeError: the index cannot be opened.
        MissingWeights: a model of the set is not on this machine.
    """
    from vindex_search.models.weights import WeightsLocator

    configure_logging()
    limit_threads()
    service = SearchService(settings)
    require_keys(service.store, settings.host)
    WeightsLocator(settings.models_dir).require(service.models)
    threading.Thread(target=_load_early, args=(settings, service.models), name="load-early", daemon=True).start()
    with open_listener(settings.host, settings.port) as listener:
        url = http_url(settings.host, listener.getsockname()[1])
        service.open_index(url=url)
        log.info("search page: %s   API: %s/docs", url, url)
        Server(service).run(sockets=[listener])
    log.info("stopped")


def _load_early(settings: Settings, models: ModelSet) -> None:
    """Load the query encoders while index and application are opened; `SearchService.load` finds them loaded."""
    from vindex_search.models.encoders import open_encoders

    try:
        open_encoders(settings, models)
    except Exception:  # whatever it is: `SearchService.load` tries again, and says what is wrong
        log.debug("the encoders could not be loaded early", exc_info=True)


def open_guard() -> ConnectionGuard:
    """A guard that takes as many connections as this process's descriptors allow beside the files of the library."""
    limit = raise_descriptor_limit()
    return ConnectionGuard(ConnectionLimits(), ConnectionAdmission(max_connections(limit, in_use=descriptors_in_use())))


def limit_threads() -> None:
    """One OpenMP thread for each encoder call and a short GIL switch interval, for many searches at once.

    A sentence is not encoded faster by several cores, which other searches need. `OMP_NUM_THREADS` overrides it.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.setswitchinterval(SWITCH_INTERVAL_S)


def open_listener(host: str, port: int) -> socket.socket:
    """A listening socket; raises OSError that names the address where it is in use or not one of this machine."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as problem:
        listener.close()
        raise OSError(f"cannot listen on {host}:{port} ({problem.strerror}); choose another with --port") from None
    return listener
