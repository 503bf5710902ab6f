"""One video looked at closely: its records, and whether each artefact is there with a stamp that can be read.

An artefact is not read through, its end alone: a file that was cut off or overwritten is found, a flipped bit in the
middle of it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vindex_assets.completeness.expected_points import count_points
from vindex_assets.completeness.findings import VideoFacts
from vindex_search.contract.artefacts import ARTEFACTS, STORYBOARD, VIDEO
from vindex_search.contract.generation import PublishedMark
from vindex_search.contract.ids import Channel
from vindex_search.contract.record_format import DamagedRecord
from vindex_search.contract.records import (
    AttemptsRecord,
    ChannelCount,
    FailureRecord,
    ForgottenRecord,
    IndexedRecord,
    RepairsRecord,
    UploadRecord,
    VideoRecord,
    for_revision,
)
from vindex_search.models.catalogue import ModelSet
from vindex_search.storage.store import Store
from vindex_search.videos.point_counts import read_channel_counts, write_channel_counts
from vindex_search.videos.storage_usage import records_modified_at

# What a run or an operator writes; the newest says when something last happened to a video that is not indexed.
WRITTEN: Final = (UploadRecord, AttemptsRecord, FailureRecord, RepairsRecord)


def inspect_video(
    store: Store,
    models: ModelSet,
    video_id: str,
    *,
    published: PublishedMark | None,
    points_in_index: int | None,
    has_partition: bool,
    queue_is_idle: bool,
) -> VideoFacts:
    """Everything that is known of a video.

    Args:
        store: Its artefacts.
        models: The set that the library answers with.
        video_id: Which.
        mark: The generation and number of points that readers are told of.
        held: Its points in the index, where the index can be asked.
        shown: Whether it has a partition.
        idle: Whether no run works on any video.
    """
    try:
        upload = store.read_record(video_id, UploadRecord)
    except DamagedRecord as problem:
        return VideoFacts(
            unreadable=str(problem),
            published=published,
            points_in_index=points_in_index,
            has_partition=has_partition,
            queue_is_idle=queue_is_idle,
        )
    if upload is None:
        forgotten = store.has_record(video_id, ForgottenRecord)
        return VideoFacts(
            forgotten=forgotten,
            published=published,
            points_in_index=points_in_index,
            has_partition=has_partition,
            queue_is_idle=queue_is_idle,
        )
    indexed = for_revision(store.try_read_record(video_id, IndexedRecord), upload.revision)
    if indexed:
        damaged = damaged_artefacts(store, video_id)
        channels = None if damaged else _channels(store, models, video_id, indexed)
        return VideoFacts(
            upload,
            indexed=indexed,
            damaged=damaged,
            channels=channels,
            published=published,
            points_in_index=points_in_index,
            has_partition=has_partition,
        )
    return VideoFacts(
        upload,
        failure=store.try_read_record(video_id, FailureRecord),
        attempts=store.try_read_record(video_id, AttemptsRecord),
        changed_at=records_modified_at(store, video_id, WRITTEN),
        published=published,
        points_in_index=points_in_index,
        has_partition=has_partition,
    )


def _channels(store: Store, models: ModelSet, video_id: str, indexed: IndexedRecord) -> Mapping[Channel, ChannelCount]:
    """What was counted at its publication; counted now where an earlier vindex published it."""
    known = read_channel_counts(store, video_id, indexed.revision)
    if known is None:
        known = count_points(store, models, video_id)
        write_channel_counts(store, video_id, indexed.revision, known)
    return known


def damaged_artefacts(store: Store, video_id: str) -> dict[str, str]:
    """By asset, what is wrong with its artefact; those that are well are left out."""
    found = {asset: _damage(store, video_id, asset) for asset in ARTEFACTS}
    return {asset: wrong for asset, wrong in found.items() if wrong}


def _damage(store: Store, video_id: str, asset: str) -> str:
    from polars.exceptions import PolarsError

    artefact = ARTEFACTS[asset]
    try:
        stamp = store.stamp(video_id, artefact)
        if artefact == VIDEO:
            store.read_record(video_id, VideoRecord)
    except (PolarsError, ValueError, KeyError):  # ValueError: a damaged record; KeyError: a table without a stamp
        return f"{artefact} cannot be read"
    if stamp is None:
        return f"{artefact} is missing"
    needed = STORYBOARD if asset == "frames" else artefact
    return "" if "absent" in stamp.note or store.path(video_id, needed).exists() else f"{needed} is missing"
