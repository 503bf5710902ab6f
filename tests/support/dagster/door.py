"""The door before a web application that records what reaches it, and requests as browsers and scripts send them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.support.http.auth_app import store_in
from vindex_assets.webserver.door.admission import Admission
from vindex_assets.webserver.door.app import Door
from vindex_search.auth.key_store import ApiKeyCache, create_key
from vindex_search.auth.sessions.store import SessionStore

OWN: Final = "http://127.0.0.1:3000"
HOST: Final = "127.0.0.1:3000"
COOKIE: Final = "vindex_dagster_3000"
FROM_UI: Final = {"Origin": OWN, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
JSON: Final = {"Content-Type": "application/json"}
MUTATION: Final = '{"query": "mutation { deletePipelineRun(runId: \\"1\\") { __typename } }"}'
NAVIGATION: Final = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Accept": "text/html",
}


@dataclass
class Inner:
    """In Dagster's place: what has reached it, as `GET /path`."""

    reached: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Record and answer."""
        self.reached.append(f"{scope.get('method', 'WEBSOCKET')} {scope['path']}")
        if scope["type"] == "http":
            page = HTMLResponse(
                "<title>Dagster</title>Dagster", headers={"Content-Security-Policy": "object-src 'none'"}
            )
            await page(scope, receive, send)


@dataclass
class DoorBefore:
    """A door, the keys of its library, and what reaches the application behind it."""

    folder: Path
    app: ASGIApp = field(default_factory=Inner)
    public_url: str = OWN
    loopback: bool = True

    def __post_init__(self) -> None:
        """Open the library."""
        self.store = store_in(self.folder)
        self.keys = ApiKeyCache(self.store)
        self.sessions = SessionStore(self.store)
        admission = Admission(self.keys, self.sessions, cookie=COOKIE, loopback=self.loopback)
        self.door = Door(self.app, admission, self.public_url)

    def make_key(self, name: str, *scopes: str, workspaces: tuple[str, ...] = ()) -> str:
        """Create a key, by default one that opens Dagster; returns its token."""
        token = create_key(self.store, name, scopes or ("admin",), workspaces)[1]
        self.keys.refresh()
        return token

    def cookie_of(self, token: str) -> dict[str, str]:
        """The header of a browser that has signed in with a key."""
        key = self.keys.find(token)
        assert key is not None
        return {"Cookie": f"{COOKIE}={self.sessions.create(key.id)}"}

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, body: str = "") -> httpx.Response:
        """Send a request to 127.0.0.1:3000."""
        return asyncio.run(self._ask(method, path, {"Host": HOST, "Accept": "*/*", **(headers or {})}, body))

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], body: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.door), base_url=OWN) as client:
            return await client.request(method, path, headers=dict(headers), content=body)
