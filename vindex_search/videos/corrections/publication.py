"""Publishes the points of a video with its corrections: the service's half, of seconds, without a run.

Points are made of the artefacts that the last run left and of the overlay, and take the place of the last ones as those
of a run do: file, counts, mark, record. Their stamp is that of the run with the overlay's digest, the same that a run
would write now, so that a run finds them up to date, and one with another overlay makes them anew.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vindex_search.common.crash_point import crash_point
from vindex_search.contract.artefacts import ARTEFACTS, POINTS
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import Channel
from vindex_search.contract.records import ChannelCount, IndexedRecord
from vindex_search.corrections.journals import overlay_digest, read_overlay
from vindex_search.corrections.overlay import Overlay
from vindex_search.corrections.point_rows import SHARED, text_points
from vindex_search.corrections.stamped import with_corrections
from vindex_search.corrections.texts import Embed, KnownVectors, corrected_texts
from vindex_search.index.base import Index
from vindex_search.models.model import ModelSet
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store
from vindex_search.videos.usage.point_counts import count_points, read_channel_counts, write_channel_counts

if TYPE_CHECKING:
    import polars as pl

log = logging.getLogger("vindex.corrections")

TEXT_CHANNELS: Final[tuple[Channel, ...]] = ("speech", "screen")


class PublicationBusy(RuntimeError):
    """A run has made artefacts anew that the points do not hold yet: it makes them with the corrections."""


def publish_corrections(store: Store, models: ModelSet, video_id: str, embed: Embed, *, server: Index | None) -> bool:
    """Make and publish the points of a video with the corrections in force; returns whether there was anything to do.

    Safe to repeat, and to be killed at any line.

    Args:
        store: Of the collection of `models`.
        models: The model set.
        video_id: The video; nothing is done before its first points are there: the run makes them with corrections.
        embed: Makes the vectors of passages.
        server: The index on a server; None: the embedded one follows the store.

    Raises:
        PublicationBusy: a run is at work on it, and makes the points when it is through.
        FileNotFoundError: the video was removed meanwhile.
    """
    stamp = store.stamp(video_id, POINTS)
    if stamp is None:
        return False
    overlay = read_overlay(store, video_id)
    wanted = with_corrections(stamp, overlay_digest(store, video_id, overlay))
    if wanted != stamp:
        _require_current(store, video_id, stamp)
        points = _corrected(store, models, video_id, overlay, embed, wanted)
        if store.stamp(video_id, POINTS) != stamp:
            raise PublicationBusy(f"a run has made the points of {video_id} at the same time")
        store.write_table(video_id, POINTS, points, wanted)
        crash_point("correction.points_written", video_id)
    elif _is_published(store, video_id, wanted):
        return False
    _publish(store, video_id, wanted, server)
    return True


def _require_current(store: Store, video_id: str, stamp: Stamp) -> None:
    """Refuse points of artefacts that a run is just making anew, half of them old and half new."""
    for name, version in stamp.inputs:
        found = store.stamp(video_id, ARTEFACTS[name]) if name in ARTEFACTS else None
        if name in ARTEFACTS and (found is None or found.output_version != version):
            raise PublicationBusy(f"{name} of {video_id} was made anew, its points are not yet")


def _corrected(
    store: Store, models: ModelSet, video_id: str, overlay: Overlay, embed: Embed, stamp: Stamp
) -> pl.DataFrame:
    """The points with those of speech and screen text made anew; the others have their new generation only."""
    import polars as pl

    from vindex_search.contract.tables import POINTS_SCHEMA
    from vindex_search.models.sparse import SparseEncoder

    before = store.read_table(video_id, POINTS)
    is_text = pl.col("channel").is_in(TEXT_CHANNELS)
    vectors = KnownVectors(embed)
    vectors.learn(before.filter(is_text), "text_vector")
    rows = corrected_texts(store, video_id, overlay, vectors)
    generation = str(Generation(video_id, stamp.fingerprint))
    shared = {**before.filter(is_text).select(SHARED).row(0, named=True), "generation": generation}
    texts = pl.DataFrame(text_points(shared, rows, SparseEncoder(models.sparse)), schema=POINTS_SCHEMA)
    others = before.filter(~is_text).with_columns(generation=pl.lit(generation))
    log.info("corrections of %s: %d of %d texts embedded", video_id, vectors.embedded, len(texts))
    return pl.concat([texts, others])


def _is_published(store: Store, video_id: str, stamp: Stamp) -> bool:
    indexed = store.try_read_record(video_id, IndexedRecord)
    mark = store.published().get(video_id)
    is_marked = mark is not None and mark.generation.fingerprint == stamp.fingerprint
    return is_marked and (indexed is None or indexed.generation == stamp.fingerprint)


def _publish(store: Store, video_id: str, stamp: Stamp, server: Index | None) -> None:
    """As `index_points` publishes: to the index, then the counts, the mark that readers follow, and the record."""
    points = store.read_table(video_id, POINTS)
    if server:
        server.publish(video_id, points)
    crash_point("correction.indexed", video_id)
    indexed = store.try_read_record(video_id, IndexedRecord)
    if indexed:
        _write_counts(store, video_id, indexed.revision, points)
    store.publish(video_id, stamp.fingerprint, len(points))
    crash_point("correction.published", video_id)
    if indexed:
        store.write_record(video_id, replace(indexed, generation=stamp.fingerprint))


def _write_counts(store: Store, video_id: str, revision: str, points: pl.DataFrame) -> None:
    """Of texts as many are expected as there are now; of the other channels as many as before."""
    before = read_channel_counts(store, video_id, revision) or {}
    present = count_points(points)
    counted: tuple[Channel, ...] = (*TEXT_CHANNELS, "words")
    texts = {name: ChannelCount(present[name], present[name]) for name in counted}
    write_channel_counts(store, video_id, revision, {**before, **texts})
