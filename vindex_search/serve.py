"""Start the service on a port of its own and run it until it is told to stop."""

from __future__ import annotations

import logging
import socket
from typing import Final

import uvicorn

from vindex_search.addresses import http_url
from vindex_search.app import create_app
from vindex_search.keyring import require_keys
from vindex_search.service import SearchService
from vindex_search.settings import Settings

WAITING: Final = 128  # connections held while the service starts: its address is told before, and none is refused

log = logging.getLogger("vindex.service")


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        ValueError: other machines reach the address, and the library has no keys.
        OSError: the address is taken or not ours; the message names it.
        IndexInUse: another process owns this library's index.
        MissingWeights: a model of the set is not on this machine.
    """
    from vindex_search.models.weights import require

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    service = SearchService(settings)
    require_keys(service.store, settings.host)
    require(service.models, models_dir=settings.models_dir)
    with listening(settings.host, settings.port) as listener:
        url = http_url(settings.host, listener.getsockname()[1])
        service.take_index(url=url)
        log.info("search page: %s   API: %s/docs", url, url)
        config = uvicorn.Config(create_app(service), log_config=None, access_log=False)
        uvicorn.Server(config).run(sockets=[listener])


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections from now on; OSError that names the address where it is taken or not ours."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(WAITING)
    except OSError as problem:
        listener.close()
        raise OSError(f"cannot listen on {host}:{port} ({problem.strerror}); choose another with --port") from None
    return listener
