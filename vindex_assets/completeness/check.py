"""The check that finds the one video of thousands that was silently skipped, and asks for its repair.

Every check compares four listings: the store's videos, what readers are told of, the partitions, and on a Qdrant server
the points of each generation. Whatever one of them has and another has not is looked at closely, and so is the next
stretch of the library in its turn. At 100,000 videos a check reads some 5,000 of them, a dozen small reads each, and
has been through all within a day; smaller libraries are read whole each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import dagster as dg

from vindex_assets.completeness.findings import Finding, VideoFacts, findings, is_quarantined
from vindex_assets.completeness.inspection import inspect_video
from vindex_assets.completeness.repair import repair
from vindex_assets.pipeline.parallel import map_parallel
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.in_flight import videos_in_flight
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.ids import VIDEO_ID_PATTERN, workspace_of_video
from vindex_search.contract.records import FailureRecord
from vindex_search.models.catalogue import ModelSet
from vindex_search.storage.store import Store
from vindex_search.videos.completeness_report import (
    MAX_LISTED,
    CompletenessReport,
    Missing,
    Quarantined,
    write_report,
    read_report,
)

MIN_VIDEOS_PER_CHECK: Final = 5000  # videos a check looks at closely: on S3 a minute or two of small reads
CHECKS_PER_ROUND: Final = 24  # by then it has been through the library, however large: once a day
MAX_REPAIRS_PER_CHECK: Final = 100  # by one check: a disk that was not mounted must not take back a whole library

Mended = tuple[tuple[Finding, ...], str]  # what is missing of a video, and what was done about it


@dataclass(frozen=True, slots=True)
class Inventory:
    """The library by its listings; `held` is None where the index cannot be asked, for the service embeds it."""

    videos: tuple[str, ...]
    published: Mapping[str, PublishedMark]
    partitions: frozenset[str]
    points_in_index: Mapping[Generation, int] | None
    in_flight: frozenset[str]

    def points_held(self, video_id: str) -> int | None:
        """Points in the index of the generation that readers are told of."""
        if self.points_in_index is None or video_id not in self.published:
            return None
        return self.points_in_index.get(self.published[video_id].generation, 0)


def check(instance: dg.DagsterInstance, library: LibraryResource, *, now: float) -> CompletenessReport:
    """Look for what is missing, have it mended, and keep the report; `now` in seconds since 1970.

    Raises:
        OSError: the store cannot be listed.
        qdrant_client.http.exceptions.ResponseHandlingException: the server with the index does not answer.
    """
    before, census = read_report(library.store), take_inventory(instance, library)
    turn = next_in_rotation(census.videos, before.until if before else "")
    seen = _look(library, census, sorted({*turn, *suspects(census)} - census.in_flight))
    found = {video_id: findings(facts, now=now) for video_id, facts in seen.items()}
    missing = _mended(instance, library, [video_id for video_id, one in found.items() if one], now)
    report = _report(census, seen, missing, until=turn[-1] if turn else "", now=now)
    write_report(library.store, report)
    return report


def take_inventory(instance: dg.DagsterInstance, library: LibraryResource) -> Inventory:
    """The listings; what is no video's id in them is passed over."""
    store = library.store
    published, held = store.published(), _held(library)
    return Inventory(
        tuple(filter(VIDEO_ID_PATTERN.fullmatch, store.video_ids())),
        published,
        frozenset(filter(VIDEO_ID_PATTERN.fullmatch, instance.get_dynamic_partitions(VIDEOS))),
        held,
        frozenset(videos_in_flight(instance)),
    )


def _held(library: LibraryResource) -> Mapping[Generation, int] | None:
    index = library.server_index()
    if index is None:
        return None
    try:
        return index.generations()
    finally:
        index.close()


def next_in_rotation(videos: Sequence[str], until: str) -> list[str]:
    """The videos that it is the turn of: those after the last one of the check before, at the end from the beginning.

    Args:
        videos: All, in the store's order.
        until: The last of the check before; empty, or no longer there: from its place on.
    """
    size = min(len(videos), max(MIN_VIDEOS_PER_CHECK, -(-len(videos) // CHECKS_PER_ROUND)))
    key = [_place(video_id) for video_id in videos]
    start = sum(place <= _place(until) for place in key) if until else 0
    return [videos[(start + step) % len(videos)] for step in range(size)]


def _place(video_id: str) -> tuple[str, str]:
    return workspace_of_video(video_id), video_id


def suspects(census: Inventory) -> set[str]:
    """The videos that are in one listing and not in another, or whose points are not all in the index."""
    videos, published, partitions = set(census.videos), set(census.published), set(census.partitions)
    apart = (videos | published | partitions) - (videos & published & partitions)
    if census.in_flight:
        apart -= partitions - videos - published  # they wait for their turn in the queue, maybe by the thousands
    marks = census.published.items()
    return apart | {name for name, mark in marks if census.points_held(name) not in (None, mark.points)}


def _look(library: LibraryResource, census: Inventory, video_ids: Iterable[str]) -> dict[str, VideoFacts]:
    store, models, wanted = library.store, library.models, list(video_ids)
    seen = map_parallel(lambda video_id: _facts(store, models, census, video_id), wanted)
    return dict(zip(wanted, seen, strict=True))


def _facts(store: Store, models: ModelSet, census: Inventory, video_id: str) -> VideoFacts:
    return inspect_video(
        *(store, models, video_id),
        published=census.published.get(video_id),
        points_in_index=census.points_held(video_id),
        has_partition=video_id in census.partitions,
        queue_is_idle=not census.in_flight,
    )


def _mended(
    instance: dg.DagsterInstance, library: LibraryResource, video_ids: Sequence[str], now: float
) -> dict[str, Mended]:
    """What is missing at a second look too, which sees what runs did during the first; and what was done about it."""
    if not video_ids:
        return {}
    census = take_inventory(instance, library)
    seen = _look(library, census, set(video_ids) - census.in_flight)
    found = {video_id: findings(seen[video_id], now=now) for video_id in video_ids if video_id in seen}
    mended: dict[str, Mended] = {}
    for video_id, one in sorted(found.items(), key=_urgency):
        if one:
            later = len(mended) >= MAX_REPAIRS_PER_CHECK
            done = "left to the next check" if later else repair(instance, library, video_id, one, now=now)
            mended[video_id] = (one, done)
    return mended


def _urgency(found: tuple[str, tuple[Finding, ...]]) -> tuple[bool, str]:
    """What readers lack comes first: uploads that wait may be many, and asking for them again changes little."""
    return all(one.kind == "skipped" for one in found[1]), found[0]


def _report(
    census: Inventory,
    seen: Mapping[str, VideoFacts],
    missing: Mapping[str, Mended],
    *,
    until: str,
    now: float,
) -> CompletenessReport:
    quarantined = [
        _quarantined(video_id, facts.failure)
        for video_id, facts in seen.items()
        if facts.failure and is_quarantined(facts)
    ]
    shown = [
        Missing(video_id=video_id, reason="; ".join(one.reason for one in found), done=done)
        for video_id, (found, done) in missing.items()
    ]
    return CompletenessReport(
        at=datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
        videos=len(census.videos),
        checked=len(seen),
        until=until,
        missing_by_workspace=_by_workspace(one.video_id for one in shown),
        quarantined_by_workspace=_by_workspace(one.video_id for one in quarantined),
        missing=shown[:MAX_LISTED],
        quarantined=quarantined[:MAX_LISTED],
    )


def _quarantined(video_id: str, failure: FailureRecord) -> Quarantined:
    return Quarantined(video_id=video_id, asset=failure.asset, reason=failure.reason, at=failure.at)


def _by_workspace(video_ids: Iterable[str]) -> dict[str, int]:
    return dict(Counter(workspace_of_video(video_id) for video_id in video_ids))
