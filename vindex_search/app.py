"""The HTTP service: assembles the routes and the page over one opened library."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline

from vindex_search import problems
from vindex_search.routes import health, search, videos
from vindex_search.service import SearchService

log = logging.getLogger("vindex.service")

WEB: Final = Path(__file__).parent / "web"
DESCRIPTION: Final = "Finds the moment in any video from a plain sentence."
# Media come from, and uploads go to, an S3 address that the service signed; everything else is our own.
PAGE_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; media-src 'self' http: https:; connect-src 'self' http: https:; "
    "frame-ancestors 'none'"
)
DOCS_POLICY: Final = PAGE_POLICY + "; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"


def create_app(service: SearchService) -> FastAPI:
    """The application over a library whose index is taken; it loads the models when it starts and closes at the end."""
    app: FastAPI = FastAPIOffline(
        title="vindex", version=version("vindex"), description=DESCRIPTION, redoc_url=None, lifespan=_lifespan(service)
    )
    app.state.service = service
    problems.install(app)
    for router in (health.router, search.router, videos.router):
        app.include_router(router)
    app.middleware("http")(_security_headers)
    app.mount("/web", StaticFiles(directory=WEB), name="web")
    app.add_api_route("/", _page, include_in_schema=False)
    app.add_api_route("/v/{video_id}", _page, include_in_schema=False)
    return app


def _lifespan(service: SearchService) -> Callable[[FastAPI], object]:
    """Load in a thread of its own: the service is alive at once and ready when the models are loaded."""

    @asynccontextmanager
    async def opened(_app: FastAPI) -> AsyncIterator[None]:
        loading = threading.Thread(target=service.load, kwargs={"follow": True}, name="load-library")
        loading.start()
        yield
        loading.join()
        service.close()

    return opened


async def _page() -> FileResponse:
    return FileResponse(WEB / "index.html")


async def _security_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    policy = DOCS_POLICY if request.url.path.startswith("/docs") else PAGE_POLICY
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
