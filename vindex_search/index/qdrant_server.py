"""The server index: a collection on a Qdrant server or cluster, through qdrant-client.

Readers never see half a video. Generations of a video coexist in the collection, and one point per video, its head,
names the live one; a single point is written atomically:

    publisher   upsert new generation --> write head --> wait for running queries --> delete older generations
    reader      query --> read the heads of the videos found --> drop hits of other generations

A reader that dropped hits, or that saw a head that is not settled, queries again without the stale generations.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from qdrant_client import models as qm
from qdrant_client.http.exceptions import UnexpectedResponse

from vindex_search.common.crash_point import crash_point
from vindex_search.contract.generation import Generation
from vindex_search.index.base import (
    ALIAS,
    INDEXED_FIELDS,
    UPSERT_BATCH,
    generation_of,
    hit_from_payload,
    parse_generation,
)
from vindex_search.index.qdrant_server_models import (
    HEAD_CHANNEL,
    MAX_FACET_HITS,
    ROW_FIELD,
    Head,
    alias_operations,
    collection_config,
    field_schema,
    head_id,
    head_point,
    is_live,
    payload_filter,
    point,
    point_filter,
    query_request,
    require_version,
    superseded,
)
from vindex_search.index.retry import with_retries
from vindex_search.index.types import (
    POINT_TIMES_CACHE_SIZE,
    POINT_TIMES_COLUMNS,
    ChannelQuery,
    Dimensions,
    Hit,
    PointTimes,
    point_times,
)

if TYPE_CHECKING:
    import polars as pl
    from qdrant_client import QdrantClient

GRACE_S: Final = 2.0  # how long a replaced generation stays for queries that run already
VISIBLE_WITHIN_S: Final = 60.0  # how long upserted points may take to be counted by every shard
VISIBLE_POLL_S: Final = 0.1
SCROLL_PAGE: Final = 1000  # points per page
MAX_QUERIES: Final = 5  # attempts at a consistent answer; the second one is, unless its videos keep changing


class QdrantServerIndex:
    """A collection of a Qdrant server.

    Every method may raise IndexUnavailable, once retries are exhausted.

    Args:
        client: Client of the server.
        name: Name of the collection.
        dimensions: Of its dense vectors.
        quantised: Keep int8-quantised vectors in memory, and rescore with the original ones.
        grace_s: Seconds that a replaced generation stays.
    """

    def __init__(
        self,
        client: QdrantClient,
        name: str,
        dimensions: Dimensions,
        *,
        quantised: bool = False,
        grace_s: float = GRACE_S,
    ) -> None:
        self._client = client
        self._collection = name
        self._dimensions = dimensions
        self._quantised = quantised
        self._grace_s = grace_s
        self._cached_point_times = lru_cache(POINT_TIMES_CACHE_SIZE)(self._read_point_times)

    def ensure(self) -> None:
        """Create the collection and the payload indexes of all filtered fields where they are missing.

        Raises:
            RuntimeError: the server is too old; the message names its version and the least one.
        """
        require_version(with_retries(self._client.info).version)
        if not self._exists():
            self._create()
        indexed = with_retries(lambda: self._client.get_collection(self._collection)).payload_schema
        for name in sorted(INDEXED_FIELDS - set(indexed)):
            with_retries(partial(self._client.create_payload_index, self._collection, name, field_schema(name)))

    def publish(self, video_id: str, points: pl.DataFrame) -> None:
        """Write a new generation, make it the live one, and delete older ones after the grace period."""
        generation = generation_of(points)
        if generation is None:
            self.remove(video_id)
            return
        workspace = points["workspace"][0]
        previous = self._heads([video_id]).get(video_id)
        replaces = previous is not None and previous != Head(generation, settled=True)
        self._upsert(generation, points)
        crash_point("server.upserted", video_id)
        self._write([head_point(generation, workspace, settled=not replaces)], wait=True)
        crash_point("server.head_moved", video_id)
        if replaces:
            time.sleep(self._grace_s)
        self._delete(payload_filter(video_id=[video_id], exclude={"generation": [str(generation)]}))
        crash_point("server.old_removed", video_id)
        if replaces:
            self._write([head_point(generation, workspace, settled=True)], wait=True)

    def bulk_load(self, tables: Iterable[pl.DataFrame]) -> None:
        """Insert the points of videos that are not in the index."""
        for points in tables:
            if not points.is_empty():
                self.publish(points["video_id"][0], points)

    def remove(self, video_id: str) -> None:
        """Delete a video's head, then its points; no-op where the collection does not exist."""
        if not self._exists():
            return
        self._delete(payload_filter(video_id=[video_id], channel=[HEAD_CHANNEL]))
        crash_point("server.head_removed", video_id)
        self._delete(payload_filter(video_id=[video_id]))

    def generations(self) -> dict[Generation, int]:
        """Number of points of each live generation, as exact facet counts."""
        live = self._facet("generation", payload_filter(channel=[HEAD_CHANNEL]))
        counts = self._facet("generation", point_filter())
        return {Generation.parse(name): counts[name] for name in live if name in counts}

    def languages(self, workspaces: Sequence[str] = ()) -> tuple[str, ...]:
        """The distinct language codes of the points of some workspaces; empty: of all."""
        points = point_filter(workspace=workspaces) if workspaces else point_filter()
        return tuple(sorted(self._facet("language", points)))

    def query(self, searches: Sequence[ChannelQuery]) -> list[list[Hit]]:
        """Answer several queries in one batch request, or in more while a video of the answer is being replaced."""
        answers, heads = self._consistent_answers(searches)
        return [
            [
                hit_from_payload(search, scored.payload[ROW_FIELD], scored.score, scored.payload)
                for scored in answer
                if is_live(scored, heads)
            ]
            for search, answer in zip(searches, answers, strict=True)
        ]

    def scores(self, searches: Sequence[ChannelQuery]) -> list[list[tuple[object, float]]]:
        """Ids and scores of the points of one generation per query, in one batch request; heads are not read."""
        requests = [query_request(search, quantised=self._quantised, with_payload=False) for search in searches]
        return [[(scored.id, scored.score) for scored in points] for points in self._query_batch(requests)]

    def point_times(self, generation: Generation) -> PointTimes:
        """The times of a generation's points, cached.

        Raises:
            LookupError: the generation is not on the server.
        """
        return self._cached_point_times(generation)

    def count(self) -> int:
        """Number of points of live generations."""
        return sum(self.generations().values())

    def switch_alias(self) -> None:
        """Point the alias to this collection; the server applies both operations atomically."""
        aliases = with_retries(self._client.get_aliases).aliases
        exists = any(alias.alias_name == ALIAS for alias in aliases)
        operations = alias_operations(self._collection, ALIAS, exists=exists)
        with_retries(lambda: self._client.update_collection_aliases(operations))

    def drop(self) -> None:
        """Delete the collection; no-op where there is none."""
        with_retries(lambda: self._client.delete_collection(self._collection))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _exists(self) -> bool:
        return with_retries(lambda: self._client.collection_exists(self._collection))

    def _create(self) -> None:
        """Create the collection; another process may have, or an earlier attempt whose answer was lost."""
        config = collection_config(self._dimensions, quantised=self._quantised)
        try:
            with_retries(lambda: self._client.create_collection(self._collection, **config))
        except UnexpectedResponse as refused:
            if refused.status_code != HTTPStatus.CONFLICT:
                raise

    def _consistent_answers(self, searches: Sequence[ChannelQuery]) -> tuple[list[list[Any]], dict[str, Head]]:
        """Answers and the heads of their videos, queried again until no video changed in between."""
        stale: set[Generation] = set()
        previous: dict[str, Head] = {}
        for _ in range(MAX_QUERIES - 1):
            answers, heads = self._answers_with_heads(searches, stale)
            dropped = superseded(answers, heads)
            unchanged = all(head.settled or previous.get(video_id) == head for video_id, head in heads.items())
            if unchanged and not dropped:
                return answers, heads
            # A generation may have been dropped because its head was not written yet; by now it may be live.
            stale = (stale | dropped) - {head.generation for head in heads.values()}
            previous = heads
        return self._answers_with_heads(searches, stale)

    def _answers_with_heads(
        self, searches: Sequence[ChannelQuery], stale: set[Generation]
    ) -> tuple[list[list[Any]], dict[str, Head]]:
        requests = [query_request(search, stale=stale, quantised=self._quantised) for search in searches]
        answers = self._query_batch(requests)
        return answers, self._heads({scored.payload["video_id"] for answer in answers for scored in answer})

    def _query_batch(self, requests: list[qm.QueryRequest]) -> list[list[Any]]:
        answers = with_retries(lambda: self._client.query_batch_points(self._collection, requests))
        return [answer.points for answer in answers]

    def _heads(self, video_ids: Iterable[str]) -> dict[str, Head]:
        ids = [head_id(video_id) for video_id in sorted(video_ids)]
        records = with_retries(lambda: self._client.retrieve(self._collection, ids)) if ids else []
        payloads = [record.payload or {} for record in records]
        return {head["video_id"]: Head(parse_generation(head["generation"]), head["settled"]) for head in payloads}

    def _read_point_times(self, generation: Generation) -> PointTimes:
        records = with_retries(lambda: list(self._scroll(point_filter(generation=[str(generation)]))))
        return point_times((record.id, record.payload or {}) for record in records)

    def _scroll(self, points: qm.Filter) -> Iterator[qm.Record]:
        """All records that match a filter, page by page."""
        offset, columns = None, list(POINT_TIMES_COLUMNS)
        while True:
            page, offset = self._client.scroll(
                self._collection, points, limit=SCROLL_PAGE, offset=offset, with_payload=columns
            )
            yield from page
            if offset is None:
                return

    def _facet(self, field: str, points: qm.Filter) -> dict[str, int]:
        """Number of points by value of a keyword field."""
        answer = with_retries(
            lambda: self._client.facet(self._collection, field, points, limit=MAX_FACET_HITS, exact=True)
        )
        return {str(entry.value): entry.count for entry in answer.hits if entry.count}

    def _upsert(self, generation: Generation, points: pl.DataFrame) -> None:
        """Write points in batches, of which the last waits, until the server counts all of them."""
        batches = list(points.iter_slices(UPSERT_BATCH))
        for number, batch in enumerate(batches, start=1):
            self._write([point(row) for row in batch.iter_rows(named=True)], wait=number == len(batches))
        self._wait_until_visible(generation, len(points))

    def _wait_until_visible(self, generation: Generation, points: int) -> None:
        """Wait until every point is counted: in a cluster, the last batch need not touch every shard.

        Raises:
            TimeoutError: some are not after VISIBLE_WITHIN_S.
        """
        written = point_filter(generation=[str(generation)])
        deadline = time.monotonic() + VISIBLE_WITHIN_S
        while (visible := self._count(written)) != points:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the server shows {visible} of {points} points of {generation}")
            time.sleep(VISIBLE_POLL_S)

    def _count(self, points: qm.Filter) -> int:
        return with_retries(lambda: self._client.count(self._collection, count_filter=points, exact=True)).count

    def _write(self, points: list[qm.PointStruct], *, wait: bool) -> None:
        with_retries(lambda: self._client.upsert(self._collection, points, wait=wait))

    def _delete(self, points: qm.Filter) -> None:
        with_retries(lambda: self._client.delete(self._collection, qm.FilterSelector(filter=points), wait=True))
