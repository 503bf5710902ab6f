"""A WebSocket behind the door: nothing passes in either direction once its sender may not use Dagster any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vindex_assets.webserver.door.refusal import Refusal

POLICY_VIOLATION: Final = 1008  # RFC 6455, section 7.4.1

Check = Callable[[], Refusal | None]


async def refuse(receive: Receive, send: Send) -> None:
    """Refuse a WebSocket before it is accepted: the server answers the handshake with 403."""
    await receive()
    await send({"type": "websocket.close", "code": POLICY_VIOLATION})


async def forward(app: ASGIApp, scope: Scope, receive: Receive, send: Send, check: Check) -> None:
    """Forward an allowed WebSocket; `check` is asked before each message, as its key may be revoked meanwhile."""
    closed = False

    async def receive_checked() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and check():
            await close()
            return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
        return message

    async def send_checked(message: Message) -> None:
        if closed:
            return
        if message["type"] == "websocket.send" and check():
            await close()
            return
        await send(message)

    async def close() -> None:
        nonlocal closed
        if not closed:
            closed = True
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})

    await app(scope, receive_checked, send_checked)
