"""A receiver of webhooks on this machine, which answers as it is told and keeps what it got."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from vindex_search.common.net import parse_networks

LOOPBACK: Final = parse_networks("127.0.0.0/8")


@dataclass
class Receiver:
    """Headers and body of each message, in order; `answers` are the statuses, the last one for all that follow."""

    url: str = ""
    answers: Sequence[int] = (204,)
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The ids of the messages, in order."""
        return [headers["Webhook-Id"] for headers, _ in self.received]


@contextmanager
def receiver(*answers: int) -> Iterator[Receiver]:
    """Receive until the block ends; 204 is answered unless other statuses are given."""
    made = Receiver(answers=answers or (204,))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.received.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            status = made.answers[min(len(made.received), len(made.answers)) - 1]
            self.send_response(status)
            self.send_header("Location", f"{made.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        server.shutdown()
        thread.join()
