"""What is missing of one video: pure functions over what is known of it.

A video that is in the library has its upload registered, a partition, every artefact, all points of every channel,
and is published under the generation that its record names. One that is not has failed with its reason, or is worked
on, or was registered a moment ago. Anything else was skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from vindex_assets.records import MOST_ATTEMPTS
from vindex_search.completeness import Count, shortfall
from vindex_search.contract import Channel

PATIENCE_S: Final = 3600.0  # the sensor looks every few seconds: what it has not asked for in an hour it does not see

What = Literal["partition", "skipped", "ghost", "artefact", "published", "points"]
OF_INDEXED: Final = frozenset({"artefact", "published", "points"})  # mended by another run
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a video.

    The records as they were read, None where there is none. `tried` counts the runs that began on the upload's
    revision, `changed_at` is when a record was last written (seconds since 1970), `damaged` says by asset what is wrong
    with its artefact, `mark` is the published generation with its number of points, `held` that number in the index
    where it was asked, `shown` whether there is a partition, `idle` whether no run works on any video: a long queue
    holds back uploads that are shown already.
    """

    upload: Record | None = None
    forgotten: bool = False
    indexed: Record | None = None
    failure: Record | None = None
    tried: int = 0
    changed_at: float = 0.0
    damaged: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[Channel, Count] | None = None
    mark: tuple[str, int] | None = None
    held: int | None = None
    shown: bool = True
    idle: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a video."""

    what: What
    reason: str


def findings(facts: Facts, *, now: float) -> tuple[Finding, ...]:
    """Everything that is missing of a video that no run works on; nothing where it is as it should be."""
    if facts.upload is None:
        return tuple(_without_upload(facts))
    lacking = () if facts.shown else (Finding("partition", "it has no partition in Dagster"),)
    if is_of(facts.indexed, facts.upload):
        return (*lacking, *_incomplete(facts))
    return (*lacking, *_unfinished(facts, now))


def is_of(record: Record | None, upload: Record) -> bool:
    """Whether a record speaks of the upload's revision."""
    return record is not None and record["revision"] == upload["revision"]


def is_quarantined(facts: Facts) -> bool:
    """Whether the video has failed for good: nothing is missing that another try would bring."""
    if facts.upload is None or is_of(facts.indexed, facts.upload) or not is_of(facts.failure, facts.upload):
        return False
    return facts.failure is not None and (facts.failure["kind"] == "permanent" or facts.tried >= MOST_ATTEMPTS)


def _without_upload(facts: Facts) -> Iterator[Finding]:
    if facts.mark:
        yield Finding("ghost", "readers are told of it, but no upload is registered")
    elif facts.shown and facts.idle and not facts.forgotten:
        yield Finding("skipped", "it has a partition, but no upload is registered")


def _unfinished(facts: Facts, now: float) -> Iterator[Finding]:
    if not is_quarantined(facts) and now - facts.changed_at > PATIENCE_S:
        hours = (now - facts.changed_at) / 3600
        yield Finding("skipped", f"it is neither indexed nor failed, and nothing has happened for {hours:.1f} hours")


def _incomplete(facts: Facts) -> Iterator[Finding]:
    for asset, wrong in facts.damaged.items():
        yield Finding("artefact", f"{asset}: {wrong}")
    generation = facts.indexed["generation"] if facts.indexed else ""
    if facts.mark is None:
        yield Finding("published", "it is indexed, but readers are not told of it")
        return
    if facts.mark[0] != generation:
        yield Finding("published", f"readers are told of generation {facts.mark[0]}, the indexed one is {generation}")
    short = shortfall(facts.channels) if facts.channels else ""
    if short:
        yield Finding("points", f"it has {short}")
    if facts.held is not None and facts.held != facts.mark[1]:
        yield Finding("points", f"the index holds {facts.held} of its {facts.mark[1]} points")
