"""Access log, request ids, request metrics and `Server-Timing` headers; logs every unexpected error with its traceback.

Neither the query nor a key nor a path with an id is logged: the route's template and the length of the query are
enough to find what is slow or fails.
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
from vindex_search.common.telemetry.metrics import STAGE_SECONDS, Metrics

log = logging.getLogger("vindex.access")

REQUEST_ID_HEADER: Final = "X-Request-Id"
REQUEST_ID_PATTERN: Final = re.compile(
    r"[A-Za-z0-9._:/+=-]{1,128}"
)  # of proxies; other characters could forge log lines
DEBUG_ROUTES: Final = frozenset({"/healthz", "/readyz", "/metrics"})  # polled by machines every few seconds
KNOWN_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE: Final = "none"
CLIENT_CLOSED_REQUEST: Final = 499  # as in nginx: the client disconnected before there was a response


class RequestLogMiddleware:
    """The outermost middleware: it answers 500 for whatever was raised below it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request; log and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        request_id = sent if REQUEST_ID_PATTERN.fullmatch(sent) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._handle(scope, receive, send, request_id)

    async def _handle(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        began, status = time.perf_counter(), CLIENT_CLOSED_REQUEST
        spent: dict[str, float] = {}
        STAGE_SECONDS.set(spent)

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID_HEADER] = request_id
                headers["Server-Timing"] = server_timing({**spent, "total": time.perf_counter() - began})
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except asyncio.CancelledError:  # the task ends here anyway; raised, it would be logged as a traceback
            log.warning("request cancelled: the service shuts down", extra={"route": route_template(scope)})
        except ClientDisconnect:
            log.debug("the client disconnected")
        except Exception:
            log.exception("unexpected error", extra={"route": route_template(scope)})
            if status != CLIENT_CLOSED_REQUEST:
                raise  # the response has begun: the connection can only be closed
            await problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, INTERNAL_ERROR)(scope, receive, send_with_headers)
        finally:
            self._record(scope, status, time.perf_counter() - began)

    def _record(self, scope: Scope, status: int, took_s: float) -> None:
        route, method = route_template(scope), scope["method"] if scope["method"] in KNOWN_METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).observe(took_s)
        fields = {"method": method, "route": route, "status": status, "ms": round(took_s * 1000, 1)}
        log.log(
            logging.DEBUG if route in DEBUG_ROUTES else logging.INFO,
            "request",
            extra={**fields, **_caller_fields(scope)},
        )


def server_timing(spent: Mapping[str, float]) -> str:
    """Value of the `Server-Timing` header (W3C): seconds of each stage, as milliseconds."""
    return ", ".join(f"{name};dur={seconds * 1000:.2f}" for name, seconds in spent.items())


def route_template(scope: Scope) -> str:
    """Template of the matched route, as in `/v1/videos/{video_id}`; `none` where no route matched."""
    if "route" in scope:
        return str(scope["route"].path)
    if "endpoint" not in scope:
        return NO_ROUTE
    mounted = scope.get("root_path")
    return f"{mounted}/{{path}}" if mounted else str(scope["path"])


def _caller_fields(scope: Scope) -> dict[str, str | int]:
    """The caller's name and the length of the query, where there are any."""
    caller, query = scope.get("state", {}).get("caller"), QueryParams(scope["query_string"]).get("q")
    return {**({"caller": caller.name} if caller else {}), **({"query_chars": len(query)} if query else {})}
