"""The HTTP service: assembles the routes and the page over one opened library."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline

from vindex_search import problems
from vindex_search.addresses import is_loopback
from vindex_search.entrance import Entrance
from vindex_search.headers import SecurityHeaders
from vindex_search.keyring import KeyRing
from vindex_search.routes import health, media, search, session, storyboards, transcripts, uploads, videos
from vindex_search.service import SearchService
from vindex_search.sizes import Sizes
from vindex_search.this_machine import ThisMachine

log = logging.getLogger("vindex.service")

WEB: Final = Path(__file__).parent / "web"
DESCRIPTION: Final = "Finds the moment in any video from a plain sentence."


def create_app(service: SearchService) -> FastAPI:
    """The application over a library whose index is taken; it loads the models when it starts and closes at the end.

    Raises:
        ValueError: the record of the library's keys cannot be understood.
    """
    entrance = _entrance(service)
    lifespan = _lifespan(service, entrance.keys)
    app: FastAPI = FastAPIOffline(
        title="vindex", version=version("vindex"), description=DESCRIPTION, redoc_url=None, lifespan=lifespan
    )
    app.state.service, app.state.entrance = service, entrance
    problems.install(app)
    for subject in (health, session, search, videos, transcripts, storyboards, media, uploads):
        app.include_router(subject.router)
    app.add_middleware(Sizes)
    app.add_middleware(ThisMachine, entrance=entrance)
    app.add_middleware(SecurityHeaders)  # the last one is the first that a request meets
    app.mount("/web", StaticFiles(directory=WEB), name="web")
    app.add_api_route("/", _page, include_in_schema=False)
    app.add_api_route("/v/{video_id}", _page, include_in_schema=False)
    return app


def _entrance(service: SearchService) -> Entrance:
    keys, chosen = KeyRing(service.store), service.settings
    return Entrance(keys, loopback=is_loopback(chosen.host), per_minute=chosen.rate_limit)


def _lifespan(service: SearchService, keys: KeyRing) -> Callable[[FastAPI], object]:
    """Load in a thread of its own: the service is alive at once and ready when the models are loaded."""

    @asynccontextmanager
    async def opened(_app: FastAPI) -> AsyncIterator[None]:
        loading = threading.Thread(target=service.load, kwargs={"follow": True}, name="load-library")
        loading.start()
        keys.start()
        yield
        keys.stop()
        loading.join()
        service.close()

    return opened


async def _page() -> FileResponse:
    return FileResponse(WEB / "index.html")
