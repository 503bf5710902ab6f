"""One server for many tests, each of which has an application of its own behind it."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.support.concurrency.waiting import until


class SwappableApp:
    """Passes each request to the application of the test that runs; between two tests every address is a 404.

    A request that was begun is answered by the application that it began with.
    """

    def __init__(self) -> None:
        self._current: ASGIApp = FastAPI()
        self._under_way = 0

    def swap(self, app: ASGIApp) -> None:
        """Take another application, once no request of the one before is under way."""
        until(lambda: self._under_way == 0)
        self._current = app

    def empty(self) -> None:
        """Answer nothing more for the application that was taken."""
        self._current = FastAPI()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        app = self._current
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        self._under_way += 1
        try:
            await app(scope, receive, send)
        finally:
            self._under_way -= 1
