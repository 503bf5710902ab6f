"""The index on a Qdrant server or cluster, through qdrant-client.

A reader never sees half a video. Generations of a video lie side by side, and one point, the video's head, names the
one that counts; a point is written at once or not at all. A publisher writes all points of the new generation, then
the head, and removes the old generation only after queries that had seen the old head are over. A reader drops hits of
generations that are not their head's, and asks again where it may have asked in the middle of a change.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vindex_search.contract.generation import Generation
from vindex_search.index.base import ALIAS, INDEXED_FIELDS, UPSERT_BATCH, hit_from_payload
from vindex_search.index.qdrant_server_models import (
    HEAD,
    MAX_FACET_HITS,
    ROW_FIELD,
    point_filter,
    collection_config,
    field_schema,
    head_point,
    head_id,
    point,
    query_request,
)
from vindex_search.index.retry import with_retries
from vindex_search.index.types import POINT_TIMES_COLUMNS, POINT_TIMES_CACHE_SIZE, ChannelQuery, Dimensions, Hit, PointTimes, point_times

if TYPE_CHECKING:
    import polars as pl
    from qdrant_client import QdrantClient
    from qdrant_client import models as qm

GRACE_S: Final = 2.0  # how long the generation that was replaced stays for queries under way
SEEN_WITHIN_S: Final = 60.0
SEEING_S: Final = 0.1
PAGE: Final = 1000  # points of one answer when all of a generation are listed
ASKED: Final = 5  # times a query is sent at most; the second is enough unless its videos change all the while


class Head(NamedTuple):
    """Which generation of a video counts, and whether no other is there any more."""

    generation: str
    settled: bool


class QdrantServerIndex:
    """A collection of a Qdrant server.

    Every method may raise qdrant-client's own errors of the network, once trying again has not helped.

    Args:
        client: To the server.
        name: Of the collection.
        dimensions: Of its vectors.
        quantised: Keep vectors as 8-bit numbers in memory, looking again with the whole ones.
        grace_s: How long a generation that was replaced stays.
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
        self._places = lru_cache(POINT_TIMES_CACHE_SIZE)(self._places_of)

    def ensure(self) -> None:
        """Make the collection and an index for every field that is filtered on; the workspace is the tenant."""
        if not with_retries(lambda: self._client.collection_exists(self._collection)):
            self._client.create_collection(self._collection, **collection_config(self._dimensions, quantised=self._quantised))
        there = with_retries(lambda: self._client.get_collection(self._collection)).payload_schema
        for name in sorted(INDEXED_FIELDS - set(there)):
            self._client.create_payload_index(self._collection, name, field_schema(name))

    def publish(self, video_id: str, points: pl.DataFrame) -> None:
        """Write the new generation, make it the one that counts, and remove the older ones after a while."""
        if points.is_empty():
            self.remove(video_id)
            return
        workspace, generation = points["workspace"][0], points["generation"][0]
        before = self._heads([video_id]).get(video_id)
        self._upsert(points)
        replaces = before is not None and before != Head(generation, settled=True)
        self._write([head_point(video_id, workspace, generation, settled=not replaces)], wait=True)
        if replaces:
            time.sleep(self._grace_s)
        older = point_filter(but=[("generation", [generation])], video_id=[video_id])
        self._delete(older)
        if replaces:
            self._write([head_point(video_id, workspace, generation, settled=True)], wait=True)

    def bulk_load(self, tables: Iterable[pl.DataFrame]) -> None:
        """Add the points of videos that the index holds nothing of."""
        for points in tables:
            if not points.is_empty():
                self.publish(points["video_id"][0], points)

    def remove(self, video_id: str) -> None:
        """Remove a video's points, its head first; nothing happens where the collection is not there."""
        self._forget(point_filter(video_id=[video_id], channel=[HEAD]), point_filter(video_id=[video_id]))

    def generations(self) -> dict[Generation, int]:
        """Number of points per generation that counts, counted by the server."""
        live = self._facet(point_filter(channel=[HEAD]))
        counts = self._facet(point_filter(but=[("channel", [HEAD])]))
        return {Generation.parse(name): counts[name] for name in live if name in counts}

    def languages(self) -> tuple[str, ...]:
        """The languages of the points, by the codes that they came with."""
        return tuple(sorted(self._facet(point_filter(but=[("channel", [HEAD])]), field="language")))

    def query(self, searches: Sequence[ChannelQuery]) -> list[list[Hit]]:
        """Answer several searches in one request, or two where a video of the answer is just being replaced."""
        answers, heads = self._settled(searches)
        return [
            [hit_from_payload(search, found.payload[ROW_FIELD], found.score, found.payload) for found in answer if _counts(found, heads)]
            for search, answer in zip(searches, answers, strict=True)
        ]

    def scores(self, searches: Sequence[ChannelQuery]) -> list[list[tuple[object, float]]]:
        """Ids and scores of the points of one generation each, in one request; which one counts its hits have told."""
        asked = [query_request(search, quantised=self._quantised, payload=False) for search in searches]
        answers = with_retries(lambda: self._client.query_batch_points(self._collection, asked))
        return [[(found.id, found.score) for found in answer.points] for answer in answers]

    def point_times(self, generation: str) -> PointTimes:
        """Where the points of a generation lie.

        Raises:
            LookupError: it is not on the server.
        """
        return self._places(generation)

    def _places_of(self, generation: str) -> PointTimes:
        chosen = point_filter(but=[("channel", [HEAD])], generation=[generation])
        records = with_retries(lambda: list(self._scrolled(chosen)))
        return point_times((record.id, record.payload or {}) for record in records)

    def _scrolled(self, chosen: qm.Filter) -> Iterator[Any]:
        page, shown = None, list(POINT_TIMES_COLUMNS)
        while True:
            some, page = self._client.scroll(self._collection, chosen, limit=PAGE, offset=page, with_payload=shown)
            yield from some
            if page is None:
                return

    def _settled(self, searches: Sequence[ChannelQuery]) -> tuple[list[list[Any]], dict[str, Head]]:
        """Answers and the heads of their videos, asked again until no video changed between the two."""
        stale: set[str] = set()
        known: dict[str, Head] = {}
        for _ in range(ASKED - 1):
            answers = self._ask(searches, sorted(stale))
            heads = self._heads_of(answers)
            dropped = {one.payload["generation"] for answer in answers for one in answer if not _counts(one, heads)}
            calm = all(one.settled or known.get(video_id) == one for video_id, one in heads.items())
            if calm and not dropped:
                return answers, heads
            # What was written but did not count yet when it was dropped may count by now.
            known, stale = heads, (stale | dropped) - {one.generation for one in heads.values()}
        answers = self._ask(searches, sorted(stale))
        return answers, self._heads_of(answers)

    def count(self) -> int:
        """Number of points that count."""
        return sum(self.generations().values())

    def switch_alias(self) -> None:
        """Point the alias at this collection; the server does away with the old one in the same step."""
        from qdrant_client import models as qm

        gone = [qm.DeleteAliasOperation(delete_alias=qm.DeleteAlias(alias_name=ALIAS))]
        made = qm.CreateAlias(collection_name=self._collection, alias_name=ALIAS)
        there = any(alias.alias_name == ALIAS for alias in self._client.get_aliases().aliases)
        self._client.update_collection_aliases([*(gone if there else []), qm.CreateAliasOperation(create_alias=made)])

    def drop(self) -> None:
        """Remove the collection; nothing happens where there is none."""
        with_retries(lambda: self._client.delete_collection(self._collection))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _ask(self, searches: Sequence[ChannelQuery], stale: Sequence[str]) -> list[list[Any]]:
        asked = [query_request(search, stale=stale, quantised=self._quantised) for search in searches]
        answers = with_retries(lambda: self._client.query_batch_points(self._collection, asked))
        return [answer.points for answer in answers]

    def _heads_of(self, answers: Iterable[Iterable[Any]]) -> dict[str, Head]:
        return self._heads({found.payload["video_id"] for answer in answers for found in answer})

    def _heads(self, video_ids: Iterable[str]) -> dict[str, Head]:
        wanted = [head_id(video_id) for video_id in sorted(video_ids)]
        found = with_retries(lambda: self._client.retrieve(self._collection, wanted)) if wanted else []
        facts = [record.payload or {} for record in found]
        return {one["video_id"]: Head(one["generation"], one["settled"]) for one in facts}

    def _facet(self, chosen: qm.Filter, *, field: str = "generation") -> dict[str, int]:
        found = with_retries(
            lambda: self._client.facet(self._collection, field, chosen, limit=MAX_FACET_HITS, exact=True)
        )
        return {str(entry.value): entry.count for entry in found.hits if entry.count}

    def _upsert(self, points: pl.DataFrame) -> None:
        """In batches, one after the other: the server takes the next when it has the last; all are there at the end."""
        batches = list(points.iter_slices(UPSERT_BATCH))
        for number, batch in enumerate(batches, start=1):
            self._write([point(row) for row in batch.iter_rows(named=True)], wait=number == len(batches))
        self._see_all(points["video_id"][0], points["generation"][0], len(points))

    def _see_all(self, video_id: str, generation: str, points: int) -> None:
        """Wait until every point is there: in a cluster the last batch need not touch every shard."""
        chosen = point_filter(but=[("channel", [HEAD])], video_id=[video_id], generation=[generation])
        until = time.monotonic() + SEEN_WITHIN_S
        while (seen := self._client.count(self._collection, count_filter=chosen, exact=True).count) != points:
            if time.monotonic() > until:
                raise TimeoutError(f"the server shows {seen} of {points} points of {generation}")
            time.sleep(SEEING_S)

    def _write(self, points: list[qm.PointStruct], *, wait: bool) -> None:
        with_retries(lambda: self._client.upsert(self._collection, points, wait=wait))

    def _delete(self, chosen: qm.Filter) -> None:
        from qdrant_client import models as qm

        with_retries(lambda: self._client.delete(self._collection, qm.FilterSelector(filter=chosen), wait=True))

    def _forget(self, *chosen: qm.Filter) -> None:
        if with_retries(lambda: self._client.collection_exists(self._collection)):
            for one in chosen:
                self._delete(one)


def _counts(found: Any, heads: dict[str, Head]) -> bool:
    """Whether a point is of the generation that its video's head names."""
    one = heads.get(found.payload["video_id"])
    return one is not None and one.generation == found.payload["generation"]
