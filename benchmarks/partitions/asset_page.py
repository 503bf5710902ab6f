"""Seconds of the queries that Dagster's UI sends for the page of a partitioned asset, through its web application.

Every partition has a materialization. The application is the real one over a real code server; a client in this process
asks it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.partitions.figure import Figure

if TYPE_CHECKING:
    import dagster as dg
    from starlette.types import ASGIApp

ASSET: Final = "index_points"
# As in the UI of Dagster 1.13 (its bundle names them): states of all partitions, and their counts.
PARTITION_HEALTH: Final = """
query PartitionHealthQuery($assetKey: AssetKeyInput!) {
  assetNodeOrError(assetKey: $assetKey) { ... on AssetNode {
    id
    partitionKeysByDimension { name type partitionKeys }
    assetPartitionStatuses { ... on DefaultPartitionStatuses {
      materializedPartitions materializingPartitions failedPartitions
    } }
  } }
}"""
LIVE: Final = """
query AssetGraphLiveQuery($assetKeys: [AssetKeyInput!]!) {
  assetNodes(assetKeys: $assetKeys, loadMaterializations: true) {
    id
    assetMaterializations(limit: 1) { timestamp runId stepKey }
    partitionStats { numMaterialized numMaterializing numPartitions numFailed }
  }
}"""


class Client:
    """Asks an ASGI application of this process, one request after the other."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    def post(self, query: dict[str, object]) -> dict[str, Any]:
        """The answer to a query of GraphQL."""
        return asyncio.run(self._post(query))

    async def _post(self, query: dict[str, object]) -> dict[str, Any]:
        import httpx

        transport = httpx.ASGITransport(self._application)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            answer: dict[str, Any] = (await client.post("/graphql", json=query)).json()
        return answer


def measure_asset_page(instance: dg.DagsterInstance, keys: list[str], rounds: int) -> Iterator[Figure]:
    """The first opening, which reads the events of all partitions, and later ones."""
    from vindex_assets.webserver.server import WORKSPACE, web_application
    from vindex_assets.webserver.services import code_servers

    with code_servers(instance, WORKSPACE) as running, web_application(instance, running) as application:
        client = Client(application)
        _check(_ask(client, PARTITION_HEALTH, assetKey={"path": ["video"]}), [])  # the code server has begun
        yield Figure("asset page, first opened", 0, _open_page(client, keys), "s")
        for number in range(rounds):
            yield Figure("asset page", number, _open_page(client, keys), "s")


def _open_page(client: Client, keys: list[str]) -> float:
    began = time.perf_counter()
    health = _ask(client, PARTITION_HEALTH, assetKey={"path": [ASSET]})
    _ask(client, LIVE, assetKeys=[{"path": [ASSET]}])
    took = time.perf_counter() - began
    _check(health, keys)
    return took


def _ask(client: Client, query: str, **variables: object) -> dict[str, Any]:
    answer = client.post({"query": query, "variables": variables})
    if "errors" in answer:
        raise RuntimeError(str(answer["errors"]))
    data: dict[str, Any] = answer["data"]
    return data


def _check(health: dict[str, Any], keys: list[str]) -> None:
    """That the page shows what there is.

    Raises:
        RuntimeError: another number of partitions counts as materialized.
    """
    shown = len(health["assetNodeOrError"]["assetPartitionStatuses"]["materializedPartitions"])
    if shown != len(keys):
        raise RuntimeError(f"{shown} of {len(keys)} partitions are shown as materialized")


def materialize(instance: dg.DagsterInstance, keys: list[str], database: Path) -> None:
    """A materialization of each partition: the first through Dagster, the others as copies of its row.

    Dagster's own call takes some milliseconds an event, so a hundred thousand would take longer than what is measured.
    """
    import sqlite3

    import dagster as dg

    first, *others = keys
    instance.report_runless_asset_event(dg.AssetMaterialization(ASSET, partition=first))
    with sqlite3.connect(database) as connection:
        [row] = connection.execute("SELECT max(id) FROM event_logs WHERE partition = ?", (first,))
        connection.execute("CREATE TEMP TABLE other (key TEXT)")
        connection.executemany("INSERT INTO other VALUES (?)", [(key,) for key in others])
        columns = [info[1] for info in connection.execute("PRAGMA table_info(event_logs)") if info[1] != "id"]
        taken = ", ".join({"event": "replace(event, ?1, key)", "partition": "key"}.get(name, name) for name in columns)
        copy = f"INSERT INTO event_logs ({', '.join(columns)}) SELECT {taken} FROM event_logs, other WHERE id = ?2"
        connection.execute(copy, (first, *row))
