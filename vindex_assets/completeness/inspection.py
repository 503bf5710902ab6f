"""Inspects one video: its records, and whether each artefact is there and has a readable stamp.

Of an artefact only the end is read: a file that was cut off or overwritten is found, a flipped bit in it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from vindex_assets.completeness.expected_points import count_video_points
from vindex_assets.completeness.findings import VideoFacts
from vindex_search.contract.artefacts import ARTEFACTS, POINTS, STORYBOARD, TRANSCRIPT, VIDEO
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
from vindex_search.contract.runs.control import CancelRecord
from vindex_search.contract.transcript_origin import STAND_IN, is_outdated
from vindex_search.corrections.journals import overlay_digest, read_overlay
from vindex_search.corrections.stamped import stamped_digest
from vindex_search.models.model import ModelSet
from vindex_search.storage import files
from vindex_search.storage.store import Store
from vindex_search.videos.asset_status import CHAPTERS_ASSET
from vindex_search.videos.usage.point_counts import read_channel_counts, write_channel_counts
from vindex_search.videos.usage.storage_usage import records_modified_at

# Written by runs and operators: the newest says when something last happened to a video that is not indexed.
PROGRESS_RECORDS: Final = (UploadRecord, AttemptsRecord, FailureRecord, RepairsRecord)


def inspect_video(
    store: Store,
    models: ModelSet,
    video_id: str,
    *,
    published: PublishedMark | None,
    points_in_index: int | None,
    has_partition: bool,
    queue_is_idle: bool,
    is_paused: bool = False,
) -> VideoFacts:
    """The facts of a video: those of the listings, as they are given, and those of its records and artefacts.

    Args:
        store: Its artefacts.
        models: The model set of the library.
        video_id: Which video.
        published: The generation and number of points that readers are served.
        points_in_index: Points of that generation in the index, where the index can be asked.
        has_partition: Whether Dagster has its partition.
        queue_is_idle: Whether no run is in flight.
        is_paused: Whether its workspace is paused.
    """
    facts = VideoFacts(
        published=published,
        points_in_index=points_in_index,
        has_partition=has_partition,
        queue_is_idle=queue_is_idle,
        is_paused=is_paused,
    )
    try:
        upload = store.read_record(video_id, UploadRecord)
    except DamagedRecord as problem:
        return replace(facts, unreadable=str(problem))
    if upload is None:
        return replace(facts, forgotten=store.has_record(video_id, ForgottenRecord))
    indexed = for_revision(store.try_read_record(video_id, IndexedRecord), upload.revision)
    if indexed:
        damaged = damaged_artefacts(store, video_id)
        channels = None if damaged else _channels(store, models, video_id, indexed)
        outdated = {} if damaged else outdated_artefacts(store, models, video_id)
        facts = replace(facts, damaged=damaged, outdated=outdated)
        return replace(facts, upload=upload, indexed=indexed, channels=channels)
    return replace(
        facts,
        upload=upload,
        failure=store.try_read_record(video_id, FailureRecord),
        attempts=store.try_read_record(video_id, AttemptsRecord),
        cancelled=store.try_read_record(video_id, CancelRecord),
        changed_at=records_modified_at(store, video_id, PROGRESS_RECORDS),
    )


def _channels(store: Store, models: ModelSet, video_id: str, indexed: IndexedRecord) -> Mapping[Channel, ChannelCount]:
    """The counts of the publication; counted now where an earlier version of vindex published the video."""
    channels = read_channel_counts(store, video_id, indexed.revision)
    if channels is None:
        channels = count_video_points(store, models, video_id)
        write_channel_counts(store, video_id, indexed.revision, channels)
    return channels


def damaged_artefacts(store: Store, video_id: str) -> dict[str, str]:
    """By asset, what is wrong with its artefact; those in order are left out, and those that it never had."""
    damages = {asset: _damage(store, video_id, asset) for asset in ARTEFACTS if _is_due(store, video_id, asset)}
    return {asset: damage for asset, damage in damages.items() if damage}


def _is_due(store: Store, video_id: str, asset: str) -> bool:
    """Whether a video has to have an artefact: no chapters where its points were made without any.

    A repair of all that earlier versions published would decode every film again, for whatever was improved since.
    """
    from polars.exceptions import PolarsError

    if asset != CHAPTERS_ASSET:
        return True
    try:
        points = store.stamp(video_id, POINTS)
    except (PolarsError, ValueError, KeyError):  # as in `_damage`: it is reported of the points themselves
        return False
    inputs = dict(points.inputs) if points else {}
    return "text_embeddings" not in inputs or CHAPTERS_ASSET in inputs


def outdated_artefacts(store: Store, models: ModelSet, video_id: str) -> dict[str, str]:
    """By asset, why its artefact can be made better now; the artefacts are in order."""
    return {**_outdated_transcript(store, models, video_id), **_uncorrected_points(store, video_id)}


def _uncorrected_points(store: Store, video_id: str) -> dict[str, str]:
    stamp, overlay = store.stamp(video_id, POINTS), read_overlay(store, video_id)
    if stamp is None or stamped_digest(stamp) == overlay_digest(store, video_id, overlay):
        return {}
    return {"index_points": "made before the latest corrections, which no service has published"}


def _outdated_transcript(store: Store, models: ModelSet, video_id: str) -> dict[str, str]:
    stamp = store.stamp(video_id, TRANSCRIPT)
    if stamp is None or not is_outdated(stamp.note, recogniser=models.recogniser):
        return {}
    return {"transcript": f"made by {STAND_IN} while there were no weights for {models.recogniser}; they are here now"}


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
    return "" if "absent" in stamp.note or files.exists(store.path(video_id, needed)) else f"{needed} is missing"
