"""The limits of one connection to the HTTP server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Deadlines in seconds and sizes in bytes; the defaults are those of `vindex serve`.

    No deadline ends a transfer: an upload of a day goes on for as long as bytes flow (`window_s`, `window_bytes`).
    """

    head_s: float = 15.0
    """From the connection, or from the first byte of a further request, to the end of its head."""

    idle_s: float = 5.0
    """Between two requests, whatever arrives meanwhile but a request."""

    window_s: float = 60.0
    """In each window, `window_bytes` of a body arrive or of a response are taken. A player that is paused for longer is
    cut off and asks for the rest with a range, as players do everywhere."""

    window_bytes: int = 30_000
    """500 bytes a second, the least that Apache's mod_reqtimeout asks for."""

    linger_s: float = 5.0
    """How long a refused body is read on: a connection that is closed on unread bytes takes the refusal with it."""

    linger_bytes: int = 16 * 2**20
    """The most that is read of a refused body."""

    head_bytes: int = 64 * 2**10
    """Of a request's head, each field counted with 32 bytes more (RFC 9113, section 6.5.2)."""

    pipelined: int = 8
    """Requests that wait on one connection for the response before theirs."""

    check_s: float = 1.0
    """How often all connections are looked at."""
