"""Plans runs: which due videos share a batch, in which order, and how many batches are requested at once.

A run's worker loads its models once, so many videos share a run and few get one each. A batch is a range of partitions
in Dagster's order, all of one workspace, of one lane and of one priority. Within a workspace the highest priority comes
first, then the newest upload; between workspaces, the one with the fewest runs queued or started and, where there are
more workspaces than the queue holds, whose last run is the longest ago.

A video of high priority gets a run of its own. Where no other workspace waits, that run is a live one, takes a place
beyond those of its lane and comes before all others in Dagster's queue, and one of low priority after them; where
another one does, priorities decide within the turns of a workspace alone, and buy it none.

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
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Final, Literal, NamedTuple, get_args

import dagster as dg

from vindex_assets.pipeline.metadata.run_labels import RunVideo, run_labels
from vindex_assets.pipeline.policy import VIDEOS_PER_RUN
from vindex_assets.runs.in_flight import LANE_TAG, PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG, WORKSPACE_TAG
from vindex_assets.runs.run_tags import ASKED_BY_TAG, PRIORITY_TAG
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.records import UploadRecord
from vindex_search.contract.runs.control import PRIORITIES, Priority

Lane = Literal["live", "backlog"]

LIVE_S: Final = 86_400.0  # an upload of the last day: somebody may be waiting for it
PRIORITY: Final[Mapping[Lane, int]] = {"live": 10, "backlog": 0}  # Dagster's own backfills have 0
OUT_OF_TURN: Final[Mapping[Priority, int]] = {"high": 20, "low": -10}  # where no other workspace waits, in either lane
MAX_BATCH_BYTES: Final = 2**30  # half an hour of HD film, beside which loading the models is little already
# Of runs one after another, whose videos are all searchable at the end of it: some minutes of film, so that a lecture
# does not wait for the next one.
MAX_BYTES_IN_TURN: Final = 2**26
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
    priority: Priority = "normal"
    in_turn: bool = True  # or before, or after, the other runs in Dagster's queue, as its priority says
    reasons: tuple[str, ...] = ()  # why each is worked on; empty: not known

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
        tags = {LANE_TAG: self.lane, WORKSPACE_TAG: self.workspace, **self._priority_tags(), **self.labels()}
        first, last = self.video_ids[0], self.video_ids[-1]
        if first == last:
            return dg.RunRequest(partition_key=first, tags={**tags, PARTITION_TAG: first})
        runtime = {"dagster/max_runtime": str(RUNTIME_PER_VIDEO_S * len(self.uploads))}
        return dg.RunRequest(tags={**tags, **runtime, RANGE_START_TAG: first, RANGE_END_TAG: last})

    def labels(self) -> dict[str, str]:
        """The tags that say for people what the run is for."""
        videos = [
            RunVideo(*one) for one in zip(self.uploads, self.reasons or ("new",) * len(self.uploads), strict=True)
        ]
        return run_labels(videos)

    def _priority_tags(self) -> dict[str, str]:
        is_repair = bool(self.reasons) and set(self.reasons) == {"repair"}
        place = PRIORITY[self.lane] if self.in_turn else OUT_OF_TURN.get(self.priority, PRIORITY[self.lane])
        asked_by = {ASKED_BY_TAG: "repair" if is_repair else "sensor", PRIORITY_TAG: self.priority}
        return {"dagster/priority": str(place), **asked_by, **NO_RETRIES}


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
    last_turns: Sequence[str] = (),
) -> list[Batch]:
    """The batches to request now; what is left out is due again at the next tick.

    A video that a run has tried before gets a run of its own: where it kills its worker, no other video is affected.

    Args:
        due: The due videos, none of them in flight; one that has no partition yet is left out.
        order: The partition keys in the order of their insertion.
        queued: Runs queued or started, by lane and workspace.
        now: Unix seconds.
        slots: How many runs may be started at once.
        last_turns: Workspaces that had a run of late, the last one first: of those with as few runs, they come last.
    """
    waiting = {row.upload.workspace for row in due} | {workspace for (_, workspace), count in queued.items() if count}
    is_alone = len(waiting) == 1
    lanes: dict[Lane, list[VideoState]] = {lane: [] for lane in get_args(Lane)}
    for row in due:
        lanes["live" if is_alone and row.priority == "high" else _lane(row.upload, now)].append(row)
    turns = {workspace: -place for place, workspace in enumerate(last_turns)}
    plan = partial(_plan_lane, order=order, queued=queued, slots=slots, is_alone=is_alone, turns=turns)
    return [batch for lane, rows in lanes.items() for batch in plan(lane, rows)]


def plan_one_after_another(due: Sequence[VideoState], *, order: Sequence[str]) -> list[Batch]:
    """Batches of all due videos, for a process that runs one at a time: the highest priority first, then by name.

    Args:
        due: The due videos, none of them in flight; one that has no partition yet is left out.
        order: The partition keys in the order of their insertion.
    """
    cut = partial(_cut, lane="live", max_videos=VIDEOS_PER_RUN, max_bytes=MAX_BYTES_IN_TURN)
    batches = [batch for rows in _neighbours(due, order) for batch in cut(rows)]
    return sorted(batches, key=lambda batch: (PRIORITIES.index(batch.priority), batch.uploads[0].object_key))


def _plan_lane(
    lane: Lane,
    due: Sequence[VideoState],
    *,
    order: Sequence[str],
    queued: Mapping[tuple[str, str], int],
    slots: int,
    is_alone: bool,
    turns: Mapping[str, int],
) -> Iterator[Batch]:
    """The batches of one lane; they are no larger than it takes to fill its places."""
    places = RUNS_PER_SLOT * slots
    max_videos = min(VIDEOS_PER_RUN, math.ceil(len(due) / places))
    batches = (batch for rows in _neighbours(due, order) for batch in _cut(rows, lane, max_videos=max_videos))
    runs = Counter({workspace: count for (of_lane, workspace), count in queued.items() if of_lane == lane})
    if not is_alone:
        return _take_turns(batches, runs, places, turns)
    return _take_turns((replace(batch, in_turn=False) for batch in batches), runs, places, turns, beyond=slots)


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


def _cut(
    neighbours: Iterable[VideoState], lane: Lane, *, max_videos: int, max_bytes: int = MAX_BATCH_BYTES
) -> Iterator[Batch]:
    """Batches as large as the limits allow, in order."""
    members: list[VideoState] = []
    for row in neighbours:
        if members and not _fits(members, row, max_videos, max_bytes):
            yield _batch(members, lane)
            members = []
        members.append(row)
    yield _batch(members, lane)


def _fits(members: Sequence[VideoState], row: VideoState, max_videos: int, max_bytes: int) -> bool:
    """Whether a video may share the run of those before it."""
    together = (*members, row)
    return (
        len(together) <= max_videos
        and members[0].upload.workspace == row.upload.workspace
        and members[0].priority == row.priority != "high"
        and not any(member.attempts for member in together)
        and sum(member.upload.size for member in together) <= max_bytes
    )


def _batch(members: Sequence[VideoState], lane: Lane) -> Batch:
    return Batch(tuple(member.upload for member in members), lane, members[0].priority)


def _take_turns(
    batches: Iterable[Batch], runs: Counter[str], places: int, last_turn: Mapping[str, int], *, beyond: int = 0
) -> Iterator[Batch]:
    """Batches while there are places, always of the workspace with the fewest runs.

    Of equals it is that whose last turn is the longest ago, where that is known; of these the newest upload.

    A workspace without a run gets one beyond the places, up to `MAX_QUEUED_RUNS`, so that nobody's import keeps it out.

    Args:
        batches: In any order.
        runs: Runs queued or started, by workspace.
        places: How many runs the lane may have queued or started.
        last_turn: By workspace when it had its last run: the greater, the later; absent: not of late.
        beyond: How many more it may have where they are of high priority.
    """
    runs = runs.copy()
    waiting = _lines(batches)
    longest_ago = -len(last_turn)
    turns = [
        (runs[workspace], last_turn.get(workspace, longest_ago), -line[0].newest, workspace)
        for workspace, line in waiting.items()
    ]
    heapq.heapify(turns)
    while turns:
        running, _, _, workspace = heapq.heappop(turns)
        line = waiting[workspace]
        own_places = places + (beyond if line[0].batch.priority == "high" else 0)
        if runs.total() >= (own_places if running else max(own_places, MAX_QUEUED_RUNS)):
            return
        yield line.popleft().batch
        runs[workspace] += 1
        if line:
            heapq.heappush(turns, (runs[workspace], 1, -line[0].newest, workspace))


class _InLine(NamedTuple):
    """A batch in the line of its workspace, and when the last upload was of it and all those behind it."""

    batch: Batch
    newest: float


def _lines(batches: Iterable[Batch]) -> dict[str, deque[_InLine]]:
    """By workspace its batches, the highest priority first: that decides who comes first, and not whose turn it is."""
    lines: dict[str, deque[_InLine]] = {}
    timed = [(PRIORITIES.index(batch.priority), -batch.newest, batch) for batch in batches]
    timed.sort(key=lambda one: one[:2])
    for _, time, batch in reversed(timed):
        line = lines.setdefault(batch.workspace, deque())
        line.appendleft(_InLine(batch, max(-time, line[0].newest if line else -time)))
    return lines
