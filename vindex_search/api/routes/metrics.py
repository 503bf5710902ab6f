"""GET /metrics: what Prometheus scrapes."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from vindex_search.api.dependencies import Admin, ServiceDep
from vindex_search.auth.permissions import Forbidden

router = APIRouter(tags=["operations"])


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus' text."}},
)
def metrics(library: ServiceDep, caller: Admin) -> Response:
    """Latencies, sizes and freshness of the whole library, in Prometheus' text format."""
    if caller.workspaces:
        allowed = "a key with the scope admin and no workspaces"
        raise Forbidden(f"{caller.name} sees some workspaces, and this tells of the whole library; allowed: {allowed}")
    return Response(generate_latest(library.metrics.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)
