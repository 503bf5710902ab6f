"""What becomes of a request whose body was not read to the end: it is answered, and its connection closed.

uvicorn alone would read and forget the rest of the body, of whatever size, to keep the connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle


def close_after(cycle: RequestResponseCycle, app: ASGIApp) -> ASGIApp:
    """The application, with `Connection: close` on a response that begins before the whole body has come."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start" and cycle.more_body:
                message = {**message, "headers": [*message.get("headers", ()), (b"connection", b"close")]}
            await send(message)

        await app(scope, receive, send_and_close)

    return answer


class ResponseTransport(asyncio.Transport):
    """A transport as a response sees it: it counts what is written, and closing is the connection's own business.

    Args:
        transport: The real one.
        close: Called in place of its `close`.
    """

    def __init__(self, transport: asyncio.Transport, close: Callable[[], None]) -> None:
        super().__init__()
        self._transport, self._close = transport, close
        self.written = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Write and count."""
        self.written += len(data)
        self._transport.write(data)

    def close(self) -> None:
        """Close the connection, or let it linger."""
        self._close()

    def is_closing(self) -> bool:
        """Whether the connection is closed or about to be."""
        return self._transport.is_closing()
