"""The ASGI application: routes, middleware, MCP endpoint and the web page over one library."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline

from vindex_search.alerts.service import AlertService
from vindex_search.api import openapi, problems
from vindex_search.api.authentication import Authenticator
from vindex_search.api.dependencies import RouteTurns
from vindex_search.api.mcp.late_endpoint import LateMcpEndpoint
from vindex_search.api.middleware.body_limits import RequestSizeMiddleware
from vindex_search.api.middleware.local_only import LocalOnlyMiddleware
from vindex_search.api.middleware.plain_errors import PlainErrorsMiddleware
from vindex_search.api.middleware.request_log import RequestLogMiddleware
from vindex_search.api.middleware.security_headers import SecurityHeadersMiddleware, s3_sources
from vindex_search.api.middleware.share_links import ShareLinksMiddleware
from vindex_search.api.routes import health, metrics, search, session, suggest, uploads
from vindex_search.api.routes.alerts import messages, saved_searches
from vindex_search.api.routes.export import iiif, oembed, pages, tables
from vindex_search.api.routes.runs import history, report, steering, workers, workspaces
from vindex_search.api.routes.sharing import collections, shared, shares
from vindex_search.api.routes.video import (
    chapters,
    clips,
    corrections,
    media,
    previews,
    storyboards,
    transcripts,
    videos,
    waveforms,
)
from vindex_search.auth.key_store import ApiKeyCache
from vindex_search.common.net import is_loopback
from vindex_search.query.service import SearchService
from vindex_search.query.waiting.limiter import SearchLimiter

log = logging.getLogger("vindex.service")

WEB_FOLDER: Final = Path(__file__).parents[1] / "web"
ENDPOINT_VARIABLES: Final = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")  # as boto3 reads them
LOAD_JOIN_TIMEOUT_S: Final = 20.0  # how long a shutdown waits for models that are still being loaded


def create_app(service: SearchService) -> FastAPI:
    """The application over a service that holds its index; it loads the models at startup and closes at shutdown.

    Raises:
        ValueError: the record of the library's API keys cannot be read.
    """
    authenticator, search_limiter = _authenticator(service), SearchLimiter(service.metrics)
    mcp = LateMcpEndpoint(service, search_limiter)
    alerts = AlertService(service)
    lifespan = _lifespan(service, authenticator.keys, mcp, alerts)
    app: FastAPI = FastAPIOffline(**openapi.METADATA, redoc_url=None, lifespan=lifespan)
    app.state.service, app.state.authenticator, app.state.search_limiter = service, authenticator, search_limiter
    problems.install(app)
    app.state.turns, app.state.alerts = RouteTurns(), alerts
    for module in (health, session, search, suggest, videos, chapters, transcripts, storyboards, media, clips):
        app.include_router(module.router)
    for of_a_video in (corrections, previews, waveforms):
        app.include_router(of_a_video.router)
    app.include_router(uploads.router)
    app.include_router(metrics.router)
    for of_runs in (steering, workspaces, history, workers, report):
        app.include_router(of_runs.router)
    for of_alerts in (saved_searches, messages):
        app.include_router(of_alerts.router)
    for of_exports in (tables, oembed, iiif):
        app.include_router(of_exports.router)
    for of_sharing in (collections, shares, shared):
        app.include_router(of_sharing.router)
    app.router.routes.append(mcp.route)
    app.add_middleware(PlainErrorsMiddleware)
    app.add_middleware(RequestSizeMiddleware)
    app.add_middleware(LocalOnlyMiddleware, authenticator=authenticator)
    embedding = service.settings.embedding_origins
    app.add_middleware(SecurityHeadersMiddleware, sources=_s3_sources(service), embedding=embedding)
    app.add_middleware(ShareLinksMiddleware)
    app.add_middleware(RequestLogMiddleware, metrics=service.metrics)  # added last: the outermost
    app.mount("/web", StaticFiles(directory=WEB_FOLDER), name="web")
    app.add_api_route("/", _serve_page, include_in_schema=False)
    app.add_api_route("/v/{video_id}", pages.player_page, include_in_schema=False)
    app.add_api_route("/embed/{video_id}", pages.embed_page, include_in_schema=False)
    app.add_api_route("/lists", pages.lists_page, include_in_schema=False)
    app.add_api_route("/s/{token}", pages.shared_page, include_in_schema=False)
    app.add_api_route("/s/{token}/embed", pages.shared_embed_page, include_in_schema=False)
    openapi.install(app)
    return app


def _authenticator(service: SearchService) -> Authenticator:
    settings = service.settings
    return Authenticator(service.store, loopback=is_loopback(settings.host), per_minute=settings.rate_limit)


def _s3_sources(service: SearchService) -> tuple[str, ...]:
    named = (service.settings.s3_endpoint, *(os.environ.get(name) for name in ENDPOINT_VARIABLES))
    return s3_sources(service.settings.uploads_root, next(filter(None, named), ""))


def _lifespan(
    service: SearchService, keys: ApiKeyCache, mcp: LateMcpEndpoint, alerts: AlertService
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Startup and shutdown; models load in a thread, so the service is alive at once and ready some seconds later."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        loading = threading.Thread(target=_load, args=(service,), name="load-models", daemon=True)
        loading.start()
        keys.start()
        alerts.start()
        async with mcp.running():
            yield
        service.shutting_down = True
        keys.stop()
        alerts.stop()
        loading.join(LOAD_JOIN_TIMEOUT_S)
        service.close()
        log.info("the index is flushed and closed")

    return lifespan


def _load(service: SearchService) -> None:
    try:
        service.load(follow=True)
    except LookupError:  # missing weights: the sentence says all, a traceback nothing more
        log.error("not ready: %s", service.unavailable_reason)
    except Exception:
        log.exception("not ready: %s", service.unavailable_reason)
    else:
        log.info("the models are loaded")


async def _serve_page() -> FileResponse:
    return FileResponse(WEB_FOLDER / "index.html")
