"""The completeness check: finds the one video of thousands that was silently skipped, and requests its repair.

Every check compares four listings: the videos of the store, what is published to readers, the partitions, and on a
Qdrant server the points of each generation. Videos whose listings disagree are inspected, and in rotation a part of all
others. At 100,000 videos a check inspects some 5,000, a dozen small reads each, and has been through all of them within
a day; smaller libraries are inspected whole each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import dagster as dg

from vindex_assets.completeness.findings import Finding, VideoFacts, findings, is_quarantined
from vindex_assets.completeness.inspection import inspect_video
from vindex_assets.completeness.inventory import Inventory, mismatched_videos, next_in_rotation, take_inventory
from vindex_assets.completeness.leftovers import sweep_leftovers
from vindex_assets.completeness.repair import repair
from vindex_assets.pipeline.parallel import map_parallel
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.contract.ids import workspace_of_video
from vindex_search.contract.records import FailureRecord
from vindex_search.videos.completeness_report import (
    MAX_LISTED,
    CompletenessReport,
    Missing,
    Quarantined,
    read_report,
    write_report,
)

MAX_REPAIRS_PER_CHECK: Final = 100  # a disk that was not mounted must not take back a whole library
POSTPONED: Final = "left to the next check"


def check(instance: dg.DagsterInstance, library: LibraryResource, *, now: float) -> CompletenessReport:
    """Inspect the library, request repairs and write the report; what killed writes have left is removed.

    Args:
        instance: Dagster's instance, for partitions and runs.
        library: The library.
        now: Unix seconds.

    Raises:
        OSError: the store cannot be listed.
        IndexUnavailable: the Qdrant server does not answer.
    """
    sweep_leftovers(library.store, now=now)
    previous, inventory = read_report(library.store), take_inventory(instance, library)
    rotation = next_in_rotation(inventory.videos, previous.until if previous else "")
    inspected = _inspect(library, inventory, {*rotation, *mismatched_videos(inventory)})
    incomplete = [video_id for video_id, facts in inspected.items() if findings(facts, now=now)]
    missing = _repair_confirmed(instance, library, incomplete, now)
    report = _report(inventory, inspected, missing, until=rotation[-1] if rotation else "", now=now)
    write_report(library.store, report)
    return report


def _inspect(library: LibraryResource, inventory: Inventory, video_ids: Iterable[str]) -> dict[str, VideoFacts]:
    """The facts of those of the videos that are not in flight, by id."""

    def inspect(video_id: str) -> VideoFacts:
        return inspect_video(
            library.store,
            library.models,
            video_id,
            published=inventory.published.get(video_id),
            points_in_index=inventory.published_points_in_index(video_id),
            has_partition=video_id in inventory.partitions,
            queue_is_idle=not inventory.in_flight,
            is_paused=workspace_of_video(video_id) in inventory.paused,
        )

    idle = sorted(set(video_ids) - inventory.in_flight)
    return dict(zip(idle, map_parallel(inspect, idle), strict=True))


def _repair_confirmed(
    instance: dg.DagsterInstance, library: LibraryResource, video_ids: Sequence[str], now: float
) -> list[Missing]:
    """Repair the videos that are still incomplete at a second inspection; returns them with what was done.

    The second inspection rules out what runs have changed during the first.
    """
    if not video_ids:
        return []
    inspected = _inspect(library, take_inventory(instance, library), video_ids)
    found = {video_id: findings(facts, now=now) for video_id, facts in inspected.items()}
    confirmed = sorted(((video_id, found[video_id]) for video_id in found if found[video_id]), key=_urgency)
    return [
        Missing(
            video_id=video_id,
            reason="; ".join(finding.reason for finding in what),
            done=repair(instance, library, video_id, what, now=now) if place < MAX_REPAIRS_PER_CHECK else POSTPONED,
        )
        for place, (video_id, what) in enumerate(confirmed)
    ]


def _urgency(found: tuple[str, Sequence[Finding]]) -> tuple[bool, str]:
    """Sort key: what readers lack comes first. Waiting uploads may be many, and another request changes little."""
    video_id, what = found
    return all(finding.kind == "skipped" for finding in what), video_id


def _report(
    inventory: Inventory,
    inspected: Mapping[str, VideoFacts],
    missing: Sequence[Missing],
    *,
    until: str,
    now: float,
) -> CompletenessReport:
    quarantined = [
        _quarantined(video_id, facts.failure)
        for video_id, facts in inspected.items()
        if facts.failure and is_quarantined(facts)
    ]
    return CompletenessReport(
        at=datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
        videos=len(inventory.videos),
        checked=len(inspected),
        until=until,
        missing_by_workspace=_by_workspace(video.video_id for video in missing),
        quarantined_by_workspace=_by_workspace(video.video_id for video in quarantined),
        missing=list(missing[:MAX_LISTED]),
        quarantined=quarantined[:MAX_LISTED],
    )


def _quarantined(video_id: str, failure: FailureRecord) -> Quarantined:
    return Quarantined(video_id=video_id, asset=failure.asset, reason=failure.reason, at=failure.at)


def _by_workspace(video_ids: Iterable[str]) -> dict[str, int]:
    return dict(Counter(workspace_of_video(video_id) for video_id in video_ids))
