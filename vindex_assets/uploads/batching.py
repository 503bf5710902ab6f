"""Plans runs: which due videos share a batch, in which order, and how many batches are requested at once.

A run's worker loads its models once, so many videos share a run and few get one each. A batch is a range of partitions
in Dagster's order, all of one workspace and of one lane. Within a workspace the newest upload comes first; between
workspaces, the one with the fewest runs queued or started.

With at most two videos a batch:

    partitions    a/4   a/3   a/2   a/1   b/3   b/2   b/1
    due            x     x           x     x     x     x
    batches       [--------]        [--]  [--------]  [--]
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, Literal, get_args

import dagster as dg

from vindex_assets.pipeline.policy import VIDEOS_PER_RUN
from vindex_assets.runs.in_flight import LANE_TAG, PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG, WORKSPACE_TAG
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.records import UploadRecord

Lane = Literal["live", "backlog"]

LIVE_S: Final = 86_400.0  # an upload of the last day: somebody may be waiting for it
PRIORITY: Final[Mapping[Lane, int]] = {"live": 10, "backlog": 0}  # Dagster's own backfills have 0
MAX_BATCH_BYTES: Final = 2**30  # half an hour of HD film, beside which loading the models is little already
RUNTIME_PER_VIDEO_S: Final = 86_400  # what dagster.yaml allows the run of one video, before it counts as hung
RUN_SLOTS: Final = 2  # of the shipped dagster.yaml
RUNS_PER_SLOT: Final = 2  # one started and one queued, so that no slot is idle until the next tick
MAX_QUEUED_RUNS: Final = 100  # of a lane, where many workspaces have one each: nobody waits behind hundreds

# Dagster's daemon would retry a dead run, while the next tick requests its videos too: one of the two has to keep out.
NO_RETRIES: Final = {"dagster/max_retries": "0"}


@dataclass(frozen=True, slots=True)
class Batch:
    """The uploads of one run, in the order of their partitions."""

    uploads: tuple[UploadRecord, ...]
    lane: Lane

    @property
    def video_ids(self) -> tuple[str, ...]:
        """Ids of its videos."""
        return tuple(upload.video_id for upload in self.uploads)

    @property
    def workspace(self) -> str:
        """The workspace of its videos."""
        return self.uploads[0].workspace

    @property
    def newest(self) -> float:
        """When the last of them was uploaded, Unix seconds."""
        return max(map(_uploaded_at, self.uploads))

    def request(self) -> dg.RunRequest:
        """The run request. It has no run key, which would block the videos of a failed run for ever.

        Videos in flight are excluded by the runs' tags instead.
        """
        priority = {"dagster/priority": str(PRIORITY[self.lane])}
        tags = {LANE_TAG: self.lane, WORKSPACE_TAG: self.workspace, **priority, **NO_RETRIES}
        first, last = self.video_ids[0], self.video_ids[-1]
        if first == last:
            return dg.RunRequest(partition_key=first, tags={**tags, PARTITION_TAG: first})
        runtime = {"dagster/max_runtime": str(RUNTIME_PER_VIDEO_S * len(self.uploads))}
        return dg.RunRequest(tags={**tags, **runtime, RANGE_START_TAG: first, RANGE_END_TAG: last})


def partition_order(uploads: Iterable[UploadRecord]) -> list[UploadRecord]:
    """The order in which new partitions are added, so that batches are ranges: by workspace, the newest first."""
    return sorted(uploads, key=lambda upload: (upload.workspace, -_uploaded_at(upload), upload.object_key))


def plan_batches(
    due: Sequence[VideoState],
    *,
    order: Sequence[str],
    queued: Mapping[tuple[str, str], int],
    now: float,
    slots: int = RUN_SLOTS,
) -> list[Batch]:
    """The batches to request now; what is left out is due again at the next tick.

    A video that a run has tried before gets a run of its own: where it kills its worker, no other video is affected.

    Args:
        due: The due videos, none of them in flight; one that has no partition yet is left out.
        order: The partition keys in the order of their insertion.
        queued: Runs queued or started, by lane and workspace.
        now: Unix seconds.
        slots: How many runs may be started at once.
    """
    lanes: dict[Lane, list[VideoState]] = {lane: [] for lane in get_args(Lane)}
    for row in due:
        lanes[_lane(row.upload, now)].append(row)
    places = RUNS_PER_SLOT * slots
    return [batch for lane, rows in lanes.items() for batch in _plan_lane(lane, rows, order, queued, places)]


def _plan_lane(
    lane: Lane, due: Sequence[VideoState], order: Sequence[str], queued: Mapping[tuple[str, str], int], places: int
) -> Iterator[Batch]:
    """The batches of one lane; they are no larger than it takes to fill its places."""
    max_videos = min(VIDEOS_PER_RUN, math.ceil(len(due) / places))
    batches = (batch for rows in _neighbours(due, order) for batch in _cut(rows, lane, max_videos=max_videos))
    runs = Counter({workspace: count for (of_lane, workspace), count in queued.items() if of_lane == lane})
    return _take_turns(batches, runs, places)


def _uploaded_at(upload: UploadRecord) -> float:
    return datetime.fromisoformat(upload.uploaded_at).timestamp()


def _lane(upload: UploadRecord, now: float) -> Lane:
    return "live" if now - _uploaded_at(upload) <= LIVE_S else "backlog"


def _neighbours(due: Iterable[VideoState], order: Iterable[str]) -> Iterator[list[VideoState]]:
    """Due videos whose partitions follow each other without a gap."""
    by_id = {row.video_id: row for row in due}
    for is_due, keys in groupby(order, key=by_id.__contains__):
        if is_due:
            yield [by_id[key] for key in keys]


def _cut(neighbours: Iterable[VideoState], lane: Lane, *, max_videos: int) -> Iterator[Batch]:
    """Batches as large as the limits allow, in order."""
    members: list[VideoState] = []
    for row in neighbours:
        if members and not _fits(members, row, max_videos):
            yield _batch(members, lane)
            members = []
        members.append(row)
    yield _batch(members, lane)


def _fits(members: Sequence[VideoState], row: VideoState, max_videos: int) -> bool:
    """Whether a video may share the run of those before it."""
    together = (*members, row)
    return (
        len(together) <= max_videos
        and members[0].upload.workspace == row.upload.workspace
        and not any(member.attempts for member in together)
        and sum(member.upload.size for member in together) <= MAX_BATCH_BYTES
    )


def _batch(members: Iterable[VideoState], lane: Lane) -> Batch:
    return Batch(uploads=tuple(member.upload for member in members), lane=lane)


def _take_turns(batches: Iterable[Batch], runs: Counter[str], places: int) -> Iterator[Batch]:
    """Batches while there are places, always of the workspace with the fewest runs; of equals, the newest upload.

    A workspace without a run gets one beyond the places, up to `MAX_QUEUED_RUNS`, so that nobody's import keeps it out.

    Args:
        batches: In any order.
        runs: Runs queued or started, by workspace.
        places: How many runs the lane may have queued or started.
    """
    runs = runs.copy()
    waiting: dict[str, deque[Batch]] = {}
    for batch in sorted(batches, key=lambda batch: -batch.newest):
        waiting.setdefault(batch.workspace, deque()).append(batch)
    turns = [(runs[workspace], -line[0].newest, workspace) for workspace, line in waiting.items()]
    heapq.heapify(turns)
    while turns:
        running, _, workspace = heapq.heappop(turns)
        if runs.total() >= (places if running else max(places, MAX_QUEUED_RUNS)):
            return
        yield waiting[workspace].popleft()
        runs[workspace] += 1
        if waiting[workspace]:
            heapq.heappush(turns, (runs[workspace], -waiting[workspace][0].newest, workspace))
