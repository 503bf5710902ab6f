"""An HTTP proxy before an S3 endpoint of the tests: refuses, cuts off and trickles, as a store in trouble does."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, Literal
from urllib.parse import urlsplit

Fault = Literal["503", "cut", "slow"]
SLOW_DOWN: Final = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
HOP: Final = frozenset({"connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"})
TRICKLE_BYTES: Final = 512
PIECES: Final = 40  # in which a slow answer comes at most


class FaultyProxy(ThreadingHTTPServer):
    """A proxy on a port of its own.

    Attributes:
        fault: What is wrong; None: nothing.
        every: With each how manieth request.
        faults: How many requests it was wrong with.
    """

    daemon_threads = True

    def __init__(self, endpoint: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(endpoint).netloc
        self.fault: Fault | None = None
        self.every = 1
        self.faults: Counter[str] = Counter()
        self._requests = 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def next_fault(self) -> Fault | None:
        """What is wrong with the request that has just come."""
        with self._lock:
            self._requests += 1
            if self.fault is None or self._requests % self.every:
                return None
            self.faults[self.fault] += 1
            return self.fault


class _Handler(BaseHTTPRequestHandler):
    server: FaultyProxy
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.next_fault()
        if fault == "503":
            self._send(503, [("Content-Type", "application/xml")], SLOW_DOWN, None)
            return
        target = http.client.HTTPConnection(self.server.target)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        target.request(self.command, self.path, body or None, headers)
        answer = target.getresponse()
        data = answer.read()
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
        length = int(answer.getheader("Content-Length") or 0) if self.command == "HEAD" else len(data)
        self._send(answer.status, kept, data, fault, length)
        target.close()

    def _send(
        self, status: int, headers: list[tuple[str, str]], data: bytes, fault: Fault | None, length: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(data) if length is None else length))]:
            self.send_header(name, value)
        self.end_headers()
        if fault == "cut":
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
            return
        size = max(TRICKLE_BYTES, len(data) // PIECES) if fault == "slow" else max(1, len(data))
        for start in range(0, len(data), size):
            self.wfile.write(data[start : start + size])
            self.wfile.flush()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _answer  # noqa: N815 - names of the base class

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def faulty_proxy(endpoint: str) -> Iterator[FaultyProxy]:
    """A proxy that runs while the context lasts."""
    made = FaultyProxy(endpoint)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        thread.join()
        made.server_close()
