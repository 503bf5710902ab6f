"""Each HTTP request as operators see it: an id, a time in the metrics, a line in the log, and no error without a trace.

Neither the query nor a key nor a path with an id in it is written: the route's template and the length of the query
are enough to find out what is slow or goes wrong.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vindex_search.api.problems import INTERNAL_ERROR, problem_response
from vindex_search.common.metrics import STAGE_SECONDS, Metrics

log = logging.getLogger("vindex.access")

REQUEST_ID_HEADER: Final = "X-Request-Id"
REQUEST_ID_PATTERN: Final = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")  # what proxies make; anything else could forge log lines
QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})  # asked every few seconds by machines
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE: Final = "none"
CLIENT_CLOSED_REQUEST: Final = 499  # as nginx counts a client that went away before there was an answer


class RequestLogMiddleware:
    """ASGI middleware around an application; the outermost, for it answers whatever was raised below it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and write down how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        request_id = given if REQUEST_ID_PATTERN.fullmatch(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._answered(scope, receive, send, request_id)

    async def _answered(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        began, status = time.perf_counter(), CLIENT_CLOSED_REQUEST
        spent: dict[str, float] = {}
        STAGE_SECONDS.set(spent)

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID_HEADER] = request_id
                headers["Server-Timing"] = server_timing({**spent, "total": time.perf_counter() - began})
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except asyncio.CancelledError:  # the outermost of its task, which ends here: raised on, it would be a trace
            log.warning("cut off: the service ends", extra={"route": route_template(scope)})
        except ClientDisconnect:
            log.debug("the client went away")
        except Exception:
            log.exception("unexpected error", extra={"route": route_template(scope)})
            if status != CLIENT_CLOSED_REQUEST:
                raise  # the answer has begun: all that is left is to break the connection
            await problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, INTERNAL_ERROR)(scope, receive, sending)
        finally:
            self._write_down(scope, status, time.perf_counter() - began)

    def _write_down(self, scope: Scope, status: int, took_s: float) -> None:
        route, method = route_template(scope), scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).observe(took_s)
        facts = {"method": method, "route": route, "status": status, "ms": round(took_s * 1000, 1)}
        log.log(logging.DEBUG if route in QUIET else logging.INFO, "request", extra={**facts, **_asked(scope)})


def server_timing(spent: Mapping[str, float]) -> str:
    """Seconds of each stage as browsers show them (W3C Server Timing), in milliseconds."""
    return ", ".join(f"{name};dur={seconds * 1000:.2f}" for name, seconds in spent.items())


def route_template(scope: Scope) -> str:
    """Template of the route that answered, as in `/v1/videos/{video_id}`; `none` where there is none."""
    if "route" in scope:
        return str(scope["route"].path)
    if "endpoint" not in scope:
        return NO_ROUTE
    mounted = scope.get("root_path")
    return f"{mounted}/{{path}}" if mounted else str(scope["path"])


def _asked(scope: Scope) -> dict[str, str | int]:
    """Who asked, and how long the query was."""
    caller, query = scope.get("state", {}).get("caller"), QueryParams(scope["query_string"]).get("q")
    return {**({"caller": caller.name} if caller else {}), **({"query_chars": len(query)} if query else {})}
