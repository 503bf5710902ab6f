"""GET /metrics: the service's metrics in Prometheus' text format."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Response
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from vindex_search.api.dependencies import Admin, ServiceDep, TurnsDep
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.auth.permissions import Caller, Forbidden

router = APIRouter(tags=["operations"], route_class=KeyFirstRoute)


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {
            "content": {"text/plain": {"schema": {"type": "string"}}},
            "description": "Prometheus text exposition format.",
        }
    },
)
async def metrics(service: ServiceDep, caller: Admin, turns: TurnsDep) -> Response:
    """Latencies, sizes and freshness of the whole library; needs an admin key that is not limited to workspaces."""
    require_whole_library(caller, "metrics")
    text = await turns.lists.run(partial(generate_latest, service.metrics.registry))
    return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)


def require_whole_library(caller: Caller, what: str) -> None:
    """Refuse a caller whose key is limited to workspaces.

    Raises:
        Forbidden: it is; the message says what covers the whole library.
    """
    if caller.workspaces:
        allowed = "a key with the scope admin and no workspaces"
        raise Forbidden(
            f"{caller.name} sees only some workspaces, and {what} cover the whole library; allowed: {allowed}"
        )
