"""What is missing of one video: pure functions over its facts.

A video of the library has a registered upload, a partition, every artefact and all points of every channel, and is
published under the generation that its record names. One that is not has failed with its reason, or was cancelled, or
waits in a workspace that is paused, or is in flight, or was registered a moment ago. Anything else was skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from vindex_assets.pipeline.video_records import is_final
from vindex_search.contract.generation import PublishedMark
from vindex_search.contract.ids import Channel
from vindex_search.contract.records import (
    AttemptsRecord,
    ChannelCount,
    FailureRecord,
    IndexedRecord,
    Status,
    UploadRecord,
    video_status,
)
from vindex_search.contract.runs.control import CancelRecord
from vindex_search.videos.usage.point_counts import describe_missing

STALLED_AFTER_S: Final = 3600.0  # the sensor ticks every few seconds: what it has not requested in an hour it missed

# Missing: a partition; the processing of an upload; the upload of a published video; an artefact, the publication or
# points of an indexed video.
FindingKind = Literal["partition", "skipped", "orphaned", "artefact", "published", "points"]
REPAIRED_BY_RUN: Final = frozenset({"artefact", "published", "points"})


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What is known of a video.

    Attributes:
        upload: The registered upload, None where there is none; so with the other records.
        unreadable: Why the record of the upload cannot be read.
        forgotten: Whether it was deleted and its upload kept.
        indexed: The record of its publication.
        failure: The record of its last failure.
        attempts: The record of the runs that have begun to work on it.
        cancelled: The record that the work on it was cancelled.
        is_paused: Whether its workspace is paused.
        changed_at: When a record was last written, Unix seconds.
        damaged: By asset, what is wrong with its artefact.
        outdated: By asset, why its artefact can be made better now.
        channels: Its points by channel, expected and present.
        published: The generation and number of points that readers are served.
        points_in_index: Points of that generation in the index, where the index can be asked.
        has_partition: Whether Dagster has its partition.
        queue_is_idle: Whether no run is in flight; behind a long queue, uploads wait that have their partition already.
    """

    upload: UploadRecord | None = None
    unreadable: str = ""
    forgotten: bool = False
    indexed: IndexedRecord | None = None
    failure: FailureRecord | None = None
    attempts: AttemptsRecord | None = None
    cancelled: CancelRecord | None = None
    is_paused: bool = False
    changed_at: float = 0.0
    damaged: Mapping[str, str] = field(default_factory=dict)
    outdated: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[Channel, ChannelCount] | None = None
    published: PublishedMark | None = None
    points_in_index: int | None = None
    has_partition: bool = True
    queue_is_idle: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a video; `reason` is for people."""

    kind: FindingKind
    reason: str


def findings(facts: VideoFacts, *, now: float) -> tuple[Finding, ...]:
    """Everything that is missing of a video that is not in flight; empty where it is as it should be."""
    if facts.unreadable:
        return (Finding("skipped", facts.unreadable),)
    if facts.upload is None:
        return tuple(_without_upload(facts))
    partition = () if facts.has_partition else (Finding("partition", "it has no partition in Dagster"),)
    status = status_of(facts, facts.upload)
    if status == "indexed":
        return (*partition, *_incomplete(facts))
    is_held = status == "cancelled" or facts.is_paused
    return partition if is_held else (*partition, *_stalled(facts, now))


def status_of(facts: VideoFacts, upload: UploadRecord) -> Status:
    """The status of the upload, by the records."""
    return video_status(
        upload, indexed=facts.indexed, failure=facts.failure, attempts=facts.attempts, cancelled=facts.cancelled
    )


def is_quarantined(facts: VideoFacts) -> bool:
    """Whether the video has failed for good, so that another run would not help."""
    if facts.upload is None or facts.failure is None or status_of(facts, facts.upload) != "failed":
        return False
    return is_final(facts.failure, facts.attempts)


def _without_upload(facts: VideoFacts) -> Iterator[Finding]:
    if facts.published:
        yield Finding("orphaned", "it is published to readers, but no upload is registered")
    elif facts.has_partition and facts.queue_is_idle and not facts.forgotten:
        yield Finding("skipped", "it has a partition, but no upload is registered")


def _stalled(facts: VideoFacts, now: float) -> Iterator[Finding]:
    if not is_quarantined(facts) and now - facts.changed_at > STALLED_AFTER_S:
        hours = (now - facts.changed_at) / 3600
        yield Finding("skipped", f"it is neither indexed nor failed, and nothing has happened for {hours:.1f} hours")


def _incomplete(facts: VideoFacts) -> Iterator[Finding]:
    for asset, fault in [*facts.damaged.items(), *facts.outdated.items()]:
        yield Finding("artefact", f"{asset}: {fault}")
    if facts.published is None:
        yield Finding("published", "it is indexed, but not published to readers")
        return
    published, indexed = facts.published.generation.fingerprint, facts.indexed.generation if facts.indexed else ""
    if published != indexed:
        yield Finding("published", f"readers are served generation {published}, the indexed one is {indexed}")
    short = describe_missing(facts.channels) if facts.channels else ""
    if short:
        yield Finding("points", f"it has {short}")
    if facts.points_in_index is not None and facts.points_in_index != facts.published.points:
        yield Finding("points", f"the index holds {facts.points_in_index} of its {facts.published.points} points")
