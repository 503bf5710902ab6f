"""The HTTP service: assembles the routes and the page over one opened library."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline

from vindex_search.api import openapi, problems
from vindex_search.api.authentication import Authenticator
from vindex_search.api.mcp.endpoint import McpEndpoint
from vindex_search.api.middleware.body_limits import RequestSizeMiddleware
from vindex_search.api.middleware.local_only import LocalOnlyMiddleware
from vindex_search.api.middleware.request_log import RequestLogMiddleware
from vindex_search.api.middleware.security_headers import SecurityHeadersMiddleware
from vindex_search.api.routes import health, media, metrics, search, session, storyboards, transcripts, uploads, videos
from vindex_search.auth.key_store import ApiKeyCache
from vindex_search.common.net import is_loopback
from vindex_search.query.limiter import SearchLimiter
from vindex_search.query.service import SearchService

log = logging.getLogger("vindex.service")

WEB: Final = Path(__file__).parents[1] / "web"  # the page: vindex_search/web
LOADING_S: Final = 20.0  # a service that is told to end while its models load waits no longer for them


def create_app(service: SearchService) -> FastAPI:
    """The application over a library whose index is taken; it loads the models when it starts and closes at the end.

    Raises:
        ValueError: the record of the library's keys cannot be understood.
    """
    entrance, turns = _entrance(service), SearchLimiter(service.metrics)
    agents = McpEndpoint(service, turns)
    lifespan = _lifespan(service, entrance.keys, agents)
    app: FastAPI = FastAPIOffline(**openapi.METADATA, redoc_url=None, lifespan=lifespan)
    app.state.service, app.state.entrance, app.state.turns = service, entrance, turns
    problems.install(app)
    for subject in (health, session, search, videos, transcripts, storyboards, media, uploads, metrics):
        app.include_router(subject.router)
    app.router.routes.append(agents.route)
    app.add_middleware(RequestSizeMiddleware)
    app.add_middleware(LocalOnlyMiddleware, entrance=entrance)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(RequestLogMiddleware, metrics=service.metrics)  # the last one is the first that a request meets
    app.mount("/web", StaticFiles(directory=WEB), name="web")
    app.add_api_route("/", _page, include_in_schema=False)
    app.add_api_route("/v/{video_id}", _page, include_in_schema=False)
    openapi.install(app)
    return app


def _entrance(service: SearchService) -> Authenticator:
    keys, chosen = ApiKeyCache(service.store), service.settings
    return Authenticator(keys, loopback=is_loopback(chosen.host), per_minute=chosen.rate_limit)


def _lifespan(
    service: SearchService, keys: ApiKeyCache, agents: McpEndpoint
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Load in a thread of its own: the service is alive at once and ready when the models are loaded."""

    @asynccontextmanager
    async def opened(_app: FastAPI) -> AsyncIterator[None]:
        loading = threading.Thread(target=_load, args=(service,), name="load-library", daemon=True)
        loading.start()
        keys.start()
        async with agents.running():
            yield
        service.shutting_down = True
        keys.stop()
        loading.join(LOADING_S)
        service.close()
        log.info("the index is written out and let go")

    return opened


def _load(service: SearchService) -> None:
    try:
        service.load(follow=True)
    except LookupError:  # weights that are missing: the sentence says all
        log.error("not ready: %s", service.problem)
    except Exception:
        log.exception("not ready: %s", service.problem)
    else:
        log.info("the models are loaded")


async def _page() -> FileResponse:
    return FileResponse(WEB / "index.html")
