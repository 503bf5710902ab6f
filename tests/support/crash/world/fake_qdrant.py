"""A Qdrant server over HTTP that keeps its points in memory and can be away: as much of one as publication asks."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from tests.support.index.recording_server import COLLECTION, DONE

ABOUT: Final = {"title": "qdrant - vector search engine", "version": "1.20.0"}
PATH: Final = re.compile(r"/collections(?:/(?P<name>[^/]+))?(?P<rest>/.*)?")
HEAD: Final = "head"
Payload = dict[str, Any]


class FakeQdrant(ThreadingHTTPServer):
    """A server on a port of its own.

    Attributes:
        collections: By name, the payload of each point by its id.
        alias: The collection that the alias names.
        refusals: So many requests from now on get no answer: the server is away.
        refused: How many did not get one.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.collections: dict[str, dict[str, Payload]] = {}
        self.alias = ""
        self.refusals = self.refused = 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def is_away(self) -> bool:
        """Whether this request gets no answer."""
        with self.lock:
            is_away = self.refusals > 0
            self.refusals -= is_away
            self.refused += is_away
            return is_away

    def generations(self, video: str) -> set[str]:
        """The generations of which points are there, of a video."""
        return {
            point["generation"]
            for points in self.collections.values()
            for point in points.values()
            if point["video_id"] == video and point["channel"] != HEAD
        }

    def heads(self, video: str) -> list[tuple[str, bool]]:
        """What the heads of a video name, and whether they are settled."""
        return [
            (point["generation"], point["settled"])
            for points in self.collections.values()
            for point in points.values()
            if point["video_id"] == video and point["channel"] == HEAD
        ]

    def answer(self, method: str, path: str, body: Any) -> Any:
        """The result of a request."""
        found = PATH.fullmatch(path)
        assert found, path
        with self.lock:
            return self._of_collection(method, found["name"], found["rest"] or "", body)

    def _of_collection(self, method: str, name: str, rest: str, body: Any) -> Any:
        if name == "aliases":
            self.alias = body["actions"][-1]["create_alias"]["collection_name"] if body else self.alias
            return True
        points = self.collections.get(name, {})
        if (method, rest) == ("GET", "/exists"):
            return {"exists": name in self.collections}
        if (method, rest) == ("PUT", ""):
            self.collections.setdefault(name, {})
            return True
        if (method, rest) == ("PUT", "/points"):
            points.update((point["id"], point["payload"]) for point in body["points"])
        elif rest == "/points/delete":
            for point in [point for point, payload in points.items() if _matches(payload, body["filter"])]:
                del points[point]
        return _read(points, method, rest, body)


def _read(points: dict[str, Payload], method: str, rest: str, body: Any) -> Any:
    """The answer to a request that changes nothing, or to one that has just changed something."""
    if (method, rest) == ("GET", ""):
        return COLLECTION
    if (method, rest) == ("POST", "/points"):
        return [{"id": point, "payload": points[point]} for point in body["ids"] if point in points]
    matching = [payload for payload in points.values() if _matches(payload, (body or {}).get("filter"))]
    if rest == "/points/count":
        return {"count": len(matching)}
    if rest == "/facet":
        counts = Counter(payload[body["key"]] for payload in matching if body["key"] in payload)
        return {"hits": [{"value": value, "count": count} for value, count in counts.items()]}
    return DONE


def _matches(payload: Payload, points: Any) -> bool:
    def holds(condition: Any) -> bool:
        match = condition["match"]
        return payload.get(condition["key"]) in (match.get("any") or [match.get("value")])

    conditions = points or {}
    return all(map(holds, conditions.get("must") or ())) and not any(map(holds, conditions.get("must_not") or ()))


class _Handler(BaseHTTPRequestHandler):
    server: FakeQdrant

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.is_away():
            self.close_connection = True
            return
        path = self.path.partition("?")[0]
        result = ABOUT if path == "/" else self.server.answer(self.command, path, json.loads(body) if body else None)
        data = json.dumps(result if path == "/" else {"result": result, "status": "ok", "time": 0.0}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815 - names of the base class

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def fake_qdrant() -> Iterator[FakeQdrant]:
    """A server that runs while the context lasts."""
    made = FakeQdrant()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        thread.join()
        made.server_close()
