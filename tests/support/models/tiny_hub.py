"""A Hugging Face hub of one repository on a local port, with the part of its HTTP API that a download uses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from vindex_search.models.model import Model

RESOLVE: Final = "resolve"


class TinyHub(ThreadingHTTPServer):
    """Serves the files of one model at its revision; requests for `broken` files fail, `fetched` lists downloads."""

    daemon_threads = True

    def __init__(self, model: Model, files: Mapping[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.model = model
        self.files = dict(files)
        self.broken: set[str] = set()
        self.fetched: list[str] = []

    @property
    def address(self) -> str:
        """The endpoint of the hub."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: TinyHub

    def do_HEAD(self) -> None:
        self._respond(with_body=False)

    def do_GET(self) -> None:
        self._respond(with_body=True)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing."""

    def _respond(self, *, with_body: bool) -> None:
        model, path = self.server.model, self.path.lstrip("/").partition("?")[0]
        root = f"{model.id}/{RESOLVE}/{model.revision}/"
        name = path.removeprefix(root)
        if path == f"api/models/{model.id}/tree/{model.revision}":
            tree = [{"type": "file", "path": file, "size": 1, "oid": file} for file in self.server.files]
            self._send(200, json.dumps(tree).encode())
        elif not path.startswith(root) or name not in self.server.files:
            self._send(404, b"", {"X-Error-Code": "RevisionNotFound"})
        elif name in self.server.broken:
            self._send(403, b"")  # a 500 would be retried for 23 s
        else:
            self._send_file(name, with_body=with_body)

    def _send_file(self, name: str, *, with_body: bool) -> None:
        body = self.server.files[name]
        tag = hashlib.sha256(body).hexdigest()
        if with_body:
            self.server.fetched.append(name)
        headers = {"ETag": f'"{tag}"', "X-Repo-Commit": self.server.model.revision}
        self._send(200, body, headers, with_body=with_body)

    def _send(
        self, status: int, body: bytes, headers: Mapping[str, str] | None = None, *, with_body: bool = True
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)
