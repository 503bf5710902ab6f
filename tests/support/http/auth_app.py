"""A small application with the service's real authentication and middleware; its routes return the caller's name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response

from tests.support.http.server import serving
from vindex_search.api import problems
from vindex_search.api.authentication import Authenticator
from vindex_search.api.dependencies import Admin, Editor, Searcher, Uploader
from vindex_search.api.middleware.body_limits import RequestSizeMiddleware
from vindex_search.api.middleware.local_only import LocalOnlyMiddleware
from vindex_search.api.middleware.security_headers import SecurityHeadersMiddleware
from vindex_search.api.routes import session
from vindex_search.storage.store import Store


def store_in(folder: Path) -> Store:
    """The store in a folder, which holds the keys."""
    return Store(folder, "vindex-test")


@contextmanager
def serve_auth_app(folder: Path, *, per_minute: int = 0) -> Iterator[str]:
    """Serve the application with the keys of the store in a folder; yields its URL."""
    authenticator = Authenticator(store_in(folder), loopback=True, per_minute=per_minute)
    app = FastAPI()
    app.state.authenticator = authenticator
    problems.install(app)
    app.include_router(session.router)
    _add_routes(app)
    _add_body_routes(app)
    app.add_middleware(RequestSizeMiddleware)
    app.add_middleware(LocalOnlyMiddleware, authenticator=authenticator)
    app.add_middleware(SecurityHeadersMiddleware)
    with serving(app) as url:
        yield url


def _add_routes(app: FastAPI) -> None:
    @app.get("/search")
    @app.post("/search")
    def search(caller: Searcher) -> str:
        return caller.name

    @app.post("/edit")
    def edit(caller: Editor) -> str:
        return caller.name

    @app.get("/upload")
    @app.post("/upload")
    def upload(caller: Uploader) -> str:
        return caller.name

    @app.delete("/admin")
    def admin(caller: Admin) -> str:
        return caller.name


def _add_body_routes(app: FastAPI) -> None:
    @app.post("/json")
    def json(body: dict[str, Any]) -> int:
        return len(body)

    @app.post("/form")
    async def form(request: Request) -> int:
        async with request.form() as fields:
            return len(fields)

    @app.get("/v1/cached")
    def cached(response: Response) -> None:
        response.headers["Cache-Control"] = "no-store"

    @app.put("/v1/uploads/{path:path}")
    async def streamed(request: Request, path: str) -> int:
        return sum([len(part) async for part in request.stream()])
