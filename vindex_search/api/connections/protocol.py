"""The HTTP protocol of the server: uvicorn's, with limits for what a client sends, reads and keeps open.

uvicorn has a deadline between requests alone: a head that never ends, a body that stops and a response that nobody
reads keep a connection, and its descriptor, for ever.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, Final, Literal, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from vindex_search.api.connections.guard import ConnectionGuard, Reason
from vindex_search.api.connections.progress import Progress
from vindex_search.api.connections.refusal import refusal
from vindex_search.api.connections.unread_body import ResponseTransport, close_after

FIELD_COST: Final = 32  # bytes that a header field counts more than its text: RFC 9113, section 6.5.2
FULL: Final = "the service has as many connections as it can take; try again in a few seconds"
RETRY_AFTER: Final = {"Retry-After": "5"}
MALFORMED: Final = "this is no HTTP/1.1 request"
SLOW_HEAD: Final = "the head of the request did not arrive in time"
SLOW_BODY: Final = "the body of the request arrives too slowly"

Phase = Literal["idle", "head", "request", "lingering", "closing"]


class GuardedProtocol(HttpToolsProtocol):
    """One connection.

    It is `idle` between requests, then waits for a `head`, then works on a `request`. A refused body is read for some
    seconds more (`lingering`); a connection that is `closing` has sent all but what the client has yet to take.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        guard: ConnectionGuard,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._guard, self._limits = guard, guard.limits
        self._phase: Phase = "head"
        self._since = self.loop.time()
        self._in_head, self._head_cost, self._head_bytes = False, 0, 0
        self._received = self._lingered = 0
        self._sending = Progress(self._limits.window_s, self._limits.window_bytes)
        self._receiving = Progress(self._limits.window_s, self._limits.window_bytes)
        self._running: RequestResponseCycle | None = None
        self._refused: tuple[HTTPStatus, str] = (HTTPStatus.BAD_REQUEST, MALFORMED)

    # The transport's calls.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Admit the connection, or answer 503."""
        super().connection_made(transport)
        self._response_transport = ResponseTransport(transport, self._close)
        self._guard.watch(self, self.loop)
        host = self.client[0] if self.client else ""
        if not self._guard.admission.admit(self, host, self.loop.time()):
            self._refuse_connection()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place up."""
        self._guard.forget(self)
        self._guard.admission.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read, or forget what comes after a refusal."""
        self._received += len(data)
        if self._phase in ("lingering", "closing"):
            self._lingered += len(data)
            if self._lingered > self._limits.linger_bytes:
                self._abort("refused body")
            return
        super().data_received(data)
        if self._in_head and self._phase != "lingering":
            self._head_bytes += len(data)
            if self._head_bytes > self._limits.head_bytes:
                self._set_too_large()
                self.send_400_response(MALFORMED)

    # The parser's calls.

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._in_head, self._head_cost, self._head_bytes = True, 0, 0
        if self._phase == "idle":
            self._enter("head")

    def on_url(self, url: bytes) -> None:
        """A part of the target."""
        self._count_head(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head, or of the trailer."""
        self._count_head(len(name) + len(value) + FIELD_COST)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The request can be answered, after those before it."""
        self._in_head = False
        if len(self.pipeline) >= self._limits.pipelined:
            raise ValueError("too many requests wait for a response")
        super().on_headers_complete()
        if self.parser.should_upgrade():  # to nothing that is spoken here; the parser reads no further
            self.cycle.keep_alive = False

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the sentence is our own
        """Refuse what is no request; behind a response under way only by closing."""
        self._guard.closed["malformed"] += 1
        if self._running is not None and not self._running.response_complete:
            self.transport.abort()
            return
        status, sentence = self._refused
        self._tell(status, sentence)

    # The response's calls.

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        cycle.transport = self._response_transport
        self._enter("request")
        super()._start_asgi_task(cycle, cast(Any, close_after(cycle, app)))

    def on_response_complete(self) -> None:
        """Go on with the next request, or wait for one."""
        if self._phase in ("lingering", "closing"):
            self.server_state.total_requests += 1
            return
        answered = self._running
        super().on_response_complete()
        if self._running is answered:
            self._enter("head" if self._in_head else "idle")

    # The guard's calls.

    def check(self, now: float) -> None:
        """Close the connection where it is overdue."""
        awaited = self.transport.get_write_buffer_size()
        if self._sending.stalled(now, self._response_transport.written - awaited, awaited=awaited > 0):
            self._abort("slow reader")
        elif self._receiving.stalled(now, self._received, awaited=self._awaits_body()):
            self._expire("slow body", SLOW_BODY)
        elif self._phase == "head" and now - self._since > self._limits.head_s:
            self._expire("slow head", SLOW_HEAD if self._in_head else "")
        elif self._phase == "idle" and now - self._since > self._limits.idle_s:
            self._expire("idle", "")
        elif self._phase == "lingering" and not awaited and now - self._since > self._limits.linger_s:
            self._abort("refused body")

    def make_room(self) -> None:
        """Close: somebody else needs the place more."""
        self._abort("made room")

    def _awaits_body(self) -> bool:
        """Whether the client is to send more of a body now: neither this side nor the disk is what it waits for."""
        cycle = self._running
        return (
            self._phase == "request"
            and cycle is not None
            and cycle.more_body
            and not cycle.waiting_for_100_continue
            and not self.flow.read_paused
        )

    # Ends of a connection.

    def _enter(self, phase: Phase) -> None:
        self._phase, self._since = phase, self.loop.time()
        if phase in ("idle", "head"):
            self._guard.admission.wait(self, self._since)
        else:
            self._guard.admission.work(self)

    def _count_head(self, cost: int) -> None:
        self._head_cost += cost
        if self._head_cost > self._limits.head_bytes:
            self._set_too_large()
            raise ValueError("the head is too large")

    def _set_too_large(self) -> None:
        sentence = f"the head of the request is too large; allowed are {self._limits.head_bytes} bytes"
        self._refused = (HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, sentence)

    def _refuse_connection(self) -> None:
        self._guard.closed["full"] += 1
        if self._guard.admission.may_tell(self):
            self._tell(HTTPStatus.SERVICE_UNAVAILABLE, FULL, RETRY_AFTER)
        else:
            self.transport.abort()

    def _tell(self, status: HTTPStatus, sentence: str, headers: dict[str, str] | None = None) -> None:
        """Write a response of the server itself and close after it."""
        self._response_transport.write(refusal(status, sentence, headers=headers))
        self._linger()

    def _expire(self, reason: Reason, sentence: str) -> None:
        """Close an overdue connection, with 408 where a request has begun and its response has not."""
        self._guard.closed[reason] += 1
        answered = self._running is not None and self._phase == "request" and self._running.response_started
        if sentence and not answered:
            self._response_transport.write(refusal(HTTPStatus.REQUEST_TIMEOUT, sentence))
        self._enter("closing")
        self.transport.close()

    def _close(self) -> None:
        """Close after a response; while its request is still being sent, the client has to read the response first."""
        if self._running is not None and self._running.more_body and self._phase == "request":
            self._linger()
        elif self._phase != "lingering":
            self._enter("closing")
            self.transport.close()

    def _linger(self) -> None:
        self._enter("lingering")
        if self.transport.can_write_eof() and not self.transport.is_closing():
            self.transport.write_eof()
            self.flow.resume_reading()
        else:
            self.transport.close()

    def _abort(self, reason: Reason) -> None:
        self._guard.closed[reason] += 1
        self.transport.abort()
