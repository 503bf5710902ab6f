"""Headers that each answer of the door gets: no framing, no other origin, nothing loaded from elsewhere."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

# Beside Dagster's own policy, which says what its scripts may be: a browser obeys both. The UI shows captions and names
# from files, and an image among them must tell no other host that it was seen.
POLICY: Final = (
    "frame-ancestors 'none'; form-action 'self'; base-uri 'none'; connect-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self' data:; media-src 'self'; frame-src 'none'"
)
HEADERS: Final = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # `no-referrer` would make browsers send `Origin: null` with our own form
}


def with_door_headers(send: Send) -> Send:
    """`send` that adds the headers to the start of an answer."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.append("Content-Security-Policy", POLICY)
            headers.update(HEADERS)
        await send(message)

    return send_with_headers
