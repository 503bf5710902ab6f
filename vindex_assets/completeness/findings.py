"""What is missing of one video: pure functions over what is known of it.

A video that is in the library has its upload registered, a partition, every artefact, all points of every channel,
and is published under the generation that its record names. One that is not has failed with its reason, or is worked
on, or was registered a moment ago. Anything else was skipped.
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
from vindex_search.videos.point_counts import describe_missing

STALLED_AFTER_S: Final = (
    3600.0  # the sensor looks every few seconds: what it has not asked for in an hour it does not see
)

What = Literal["partition", "skipped", "ghost", "artefact", "published", "points"]
OF_INDEXED: Final = frozenset({"artefact", "published", "points"})  # mended by another run


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What is known of a video.

    The records as they were read, None where there is none; `unreadable` says why the upload's cannot be. `changed_at`
    is when a record was last written (seconds since 1970), `damaged` says by asset what is wrong with its artefact,
    `mark` is what readers are told of, `held` the number of its points in the index where it was asked, `shown` whether
    there is a partition, `idle` whether no run works on any video: a long queue holds back uploads that are shown
    already.
    """

    upload: UploadRecord | None = None
    unreadable: str = ""
    forgotten: bool = False
    indexed: IndexedRecord | None = None
    failure: FailureRecord | None = None
    attempts: AttemptsRecord | None = None
    changed_at: float = 0.0
    damaged: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[Channel, ChannelCount] | None = None
    published: PublishedMark | None = None
    points_in_index: int | None = None
    has_partition: bool = True
    queue_is_idle: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a video."""

    kind: What
    reason: str


def findings(facts: VideoFacts, *, now: float) -> tuple[Finding, ...]:
    """Everything that is missing of a video that no run works on; nothing where it is as it should be."""
    if facts.unreadable:
        return (Finding("skipped", facts.unreadable),)
    if facts.upload is None:
        return tuple(_without_upload(facts))
    lacking = () if facts.has_partition else (Finding("partition", "it has no partition in Dagster"),)
    if status_of(facts, facts.upload) == "indexed":
        return (*lacking, *_incomplete(facts))
    return (*lacking, *_unfinished(facts, now))


def status_of(facts: VideoFacts, upload: UploadRecord) -> Status:
    """How far the upload is, by the records."""
    return video_status(upload, indexed=facts.indexed, failure=facts.failure, attempts=facts.attempts)


def is_quarantined(facts: VideoFacts) -> bool:
    """Whether the video has failed for good: nothing is missing that another try would bring."""
    if facts.upload is None or facts.failure is None or status_of(facts, facts.upload) != "failed":
        return False
    return is_final(facts.failure, facts.attempts)


def _without_upload(facts: VideoFacts) -> Iterator[Finding]:
    if facts.published:
        yield Finding("ghost", "readers are told of it, but no upload is registered")
    elif facts.has_partition and facts.queue_is_idle and not facts.forgotten:
        yield Finding("skipped", "it has a partition, but no upload is registered")


def _unfinished(facts: VideoFacts, now: float) -> Iterator[Finding]:
    if not is_quarantined(facts) and now - facts.changed_at > STALLED_AFTER_S:
        hours = (now - facts.changed_at) / 3600
        yield Finding("skipped", f"it is neither indexed nor failed, and nothing has happened for {hours:.1f} hours")


def _incomplete(facts: VideoFacts) -> Iterator[Finding]:
    for asset, wrong in facts.damaged.items():
        yield Finding("artefact", f"{asset}: {wrong}")
    generation = facts.indexed.generation if facts.indexed else ""
    if facts.published is None:
        yield Finding("published", "it is indexed, but readers are not told of it")
        return
    told = facts.published.generation.fingerprint
    if told != generation:
        yield Finding("published", f"readers are told of generation {told}, the indexed one is {generation}")
    short = describe_missing(facts.channels) if facts.channels else ""
    if short:
        yield Finding("points", f"it has {short}")
    if facts.points_in_index is not None and facts.points_in_index != facts.published.points:
        yield Finding("points", f"the index holds {facts.points_in_index} of its {facts.published.points} points")
