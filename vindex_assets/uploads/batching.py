"""How what is due becomes runs: which videos share one, in which order, and how many are asked for at once.

A run's worker loads its models once, so many uploads share runs; few get one each. A batch is a stretch of the
partitions as Dagster counts them, of one workspace and one lane. Inside a workspace the newest upload is the next one,
whatever lies behind it; between workspaces the one with the fewest runs under way has its turn.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

import dagster as dg

from vindex_assets.pipeline.policy import VIDEOS_PER_RUN
from vindex_assets.runs.in_flight import LANE_TAG, PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG, WORKSPACE_TAG
from vindex_search.contract.records import UploadRecord

Lane = Literal["live", "backlog"]

LIVE_S: Final = 86_400.0  # an upload of the last day: somebody may be waiting for it
PRIORITY: Final[Mapping[Lane, int]] = {"live": 10, "backlog": 0}  # a backfill has 0 where nobody says otherwise
MAX_BATCH_BYTES: Final = 2**30  # of a batch: half an hour of HD film, beside which loading the models is little already
RUNTIME_PER_VIDEO_S: Final = 86_400  # what dagster.yaml allows the run of one video, before it counts as hung
RUN_SLOTS: Final = 2  # of the shipped dagster.yaml
RUNS_PER_SLOT: Final = 2  # one at work and one waiting, so that no slot is idle until the next tick
MAX_QUEUED_RUNS: Final = 100  # a lane's runs where many workspaces have one each: nobody waits behind hundreds

# Dagster's daemon would begin a dead run again, and the next tick asks for its videos too: one of them has to keep out.
NO_RETRIES: Final = {"dagster/max_retries": "0"}


@dataclass(frozen=True, slots=True)
class Due:
    """An upload to be worked on, and how many runs have begun to work on this revision of it."""

    upload: UploadRecord
    attempts: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Uploads that one run takes, in the order of their partitions."""

    uploads: tuple[UploadRecord, ...]
    lane: Lane

    @property
    def video_ids(self) -> tuple[str, ...]:
        """Ids of its videos."""
        return tuple(upload.video_id for upload in self.uploads)

    @property
    def workspace(self) -> str:
        """Whose videos they are."""
        return self.uploads[0].workspace

    @property
    def newest(self) -> float:
        """When the last of them was uploaded, in seconds since the epoch."""
        return max(map(_uploaded, self.uploads))

    def request(self) -> dg.RunRequest:
        """The run. It has no run key: a failed run's would block its videos for ever; what is in flight is known."""
        priority = {"dagster/priority": str(PRIORITY[self.lane])}
        tags = {LANE_TAG: self.lane, WORKSPACE_TAG: self.workspace, **priority, **NO_RETRIES}
        first, last = self.video_ids[0], self.video_ids[-1]
        if first == last:
            return dg.RunRequest(partition_key=first, tags={**tags, PARTITION_TAG: first})
        runtime = {"dagster/max_runtime": str(RUNTIME_PER_VIDEO_S * len(self.uploads))}
        return dg.RunRequest(tags={**tags, **runtime, RANGE_START_TAG: first, RANGE_END_TAG: last})


def partition_order(uploads: Iterable[UploadRecord]) -> list[UploadRecord]:
    """The order in which new partitions are added, so that batches are stretches: by workspace, the newest first."""
    return sorted(uploads, key=lambda upload: (upload.workspace, -_uploaded(upload), upload.object_key))


def plan_batches(
    due: Sequence[Due],
    *,
    order: Sequence[str],
    queued: Mapping[tuple[str, str], int],
    now: float,
    slots: int = RUN_SLOTS,
) -> list[Batch]:
    """What to ask for now; what is left out is due again at the next tick.

    A video that a run has tried before is alone in its own: where it kills its worker, it takes nobody along.

    Args:
        due: What is to be worked on, none of it in flight; one that has no partition yet is left out.
        order: The partition keys in the order of their insertion.
        queued: Runs under way by lane and workspace, from `runs.queued`.
        now: Seconds since the epoch.
        slots: How many runs may be at work at once.
    """
    lanes: dict[Lane, list[Due]] = {lane: [] for lane in get_args(Lane)}
    for one in due:
        lanes[_lane(one.upload, now)].append(one)
    places = RUNS_PER_SLOT * slots
    return [
        batch
        for lane, members in lanes.items()
        for batch in _in_turn(_cut(members, order, lane, places), _runs(queued, lane), places)
    ]


def _uploaded(upload: UploadRecord) -> float:
    return datetime.fromisoformat(upload.uploaded_at).timestamp()


def _lane(upload: UploadRecord, now: float) -> Lane:
    return "live" if now - _uploaded(upload) <= LIVE_S else "backlog"


def _runs(queued: Mapping[tuple[str, str], int], lane: Lane) -> Counter[str]:
    return Counter({workspace: count for (of, workspace), count in queued.items() if of == lane})


def _cut(due: Sequence[Due], order: Sequence[str], lane: Lane, places: int) -> Iterator[Batch]:
    """Stretches of partitions that are due, no longer than it takes to fill the places of the queue."""
    most = min(VIDEOS_PER_RUN, math.ceil(len(due) / places))
    wanted = {one.upload.video_id: one for one in due}
    stretch: list[Due] = []
    for one in (*map(wanted.get, order), None):
        if stretch and not (one and _fits(stretch, one, most)):
            yield Batch(tuple(member.upload for member in stretch), lane)
            stretch = []
        if one:
            stretch.append(one)


def _fits(stretch: Sequence[Due], one: Due, most: int) -> bool:
    """Whether a video may share the run of those before it."""
    together = (*stretch, one)
    return (
        len(together) <= most
        and stretch[0].upload.workspace == one.upload.workspace
        and not any(member.attempts for member in together)
        and sum(member.upload.size for member in together) <= MAX_BATCH_BYTES
    )


def _in_turn(cut: Iterable[Batch], runs: Counter[str], places: int) -> Iterator[Batch]:
    """Batches while there are places: always of the workspace that has the fewest runs, of equals the newest upload.

    A workspace that has none yet is let in beyond the places, so that nobody's import keeps it out.
    """
    lines: dict[str, deque[Batch]] = {}
    for batch in sorted(cut, key=lambda batch: -batch.newest):
        lines.setdefault(batch.workspace, deque()).append(batch)
    turns = [(runs[name], -line[0].newest, name) for name, line in lines.items()]
    heapq.heapify(turns)
    while turns:
        under_way, _, name = heapq.heappop(turns)
        if runs.total() >= (places if under_way else max(places, MAX_QUEUED_RUNS)):
            return
        yield lines[name].popleft()
        runs[name] += 1
        if lines[name]:
            heapq.heappush(turns, (runs[name], -lines[name][0].newest, name))
