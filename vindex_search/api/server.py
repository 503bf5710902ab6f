"""Start the service on a port of its own and run it until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from types import FrameType
from typing import Final

import uvicorn

from vindex_search.api.app import create_app
from vindex_search.auth.key_store import require_keys
from vindex_search.common.logging_setup import configure_logging
from vindex_search.common.net import http_url
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings

BACKLOG: Final = 128  # connections held while the service starts: its address is told before, and none is refused
SHUTDOWN_GRACE_S: Final = 20  # for requests under way when it is told to stop; orchestrators wait 30 s before they kill

SWITCH_INTERVAL_S: Final = 0.001  # Python's own 5 ms are as long as all that an answer needs besides models and index

log = logging.getLogger("vindex.service")


class Server(uvicorn.Server):
    """Ends in order at the first SIGTERM or SIGINT, at once at a second SIGINT.

    No more connections are taken, requests under way have `grace_s` to finish, what is left then (a film that a player
    holds open) is cut, and the library is closed. uvicorn alone would then raise the signal again, and the exit status
    would tell of a service that was killed.
    """

    def __init__(self, service: SearchService, *, grace_s: int = SHUTDOWN_GRACE_S) -> None:
        self._service = service
        app = create_app(service)
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=grace_s, ws="none")
        super().__init__(config)

    def handle_exit(self, sig: int, _frame: FrameType | None) -> None:
        """Begin to end."""
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self._service.shutting_down = self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; a connection whose other side takes nothing in would keep the event loop from closing for ever."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        ValueError: other machines reach the address, and the library has no keys.
        OSError: the address is taken or not ours; the message names it.
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
    with open_listener(settings.host, settings.port) as listener:
        url = http_url(settings.host, listener.getsockname()[1])
        service.open_index(url=url)
        log.info("search page: %s   API: %s/docs", url, url)
        Server(service).run(sockets=[listener])
    log.info("ended")


def limit_threads() -> None:
    """One core for each search of those that run at once, and a short hold on Python's lock for all threads.

    A sentence is encoded no faster by several cores, which then lack elsewhere. Whoever set OMP_NUM_THREADS has said
    otherwise.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.setswitchinterval(SWITCH_INTERVAL_S)


def open_listener(host: str, port: int) -> socket.socket:
    """A socket that takes connections from now on; OSError that names the address where it is taken or not ours."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as problem:
        listener.close()
        raise OSError(f"cannot listen on {host}:{port} ({problem.strerror}); choose another with --port") from None
    return listener
