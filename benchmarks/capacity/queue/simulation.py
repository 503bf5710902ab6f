"""The queue, event by event: ticks of the sensor, the real planner, Dagster's queue, and runs on cores.

What is simulated is time alone. `uploads/batching.py` decides, as in the sensor, which videos share a run and whose
turn it is; Dagster's queue starts the run of the highest priority, and leaves a core to what is new.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import fmean
from typing import Final

from benchmarks.capacity.queue.arrivals import Upload
from vindex_assets.uploads.batching import PRIORITY, Batch, plan_batches
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.records import UploadRecord

TICK_S: Final = 10.0
EPOCH_S: Final = 1_700_000_000.0
SETTLE_TICKS: Final = 1  # an upload is taken when a second tick finds it as the first did


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds from upload to searchable of each upload, by when it was uploaded, and the sizes of the runs' batches."""

    waits: tuple[tuple[float, float], ...]
    batches: tuple[int, ...]

    def mean(self, start: float = 0.0, end: float = float("inf")) -> float:
        """Mean seconds of those that were uploaded in a stretch of time."""
        return fmean(wait for at, wait in self.waits if start <= at < end)


@dataclass
class Queue:
    """Uploads that wait, runs that are queued, and cores that work."""

    cores: int
    start_s: float
    now: float = 0.0
    due: dict[str, VideoState] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    queued: list[tuple[int, int, Batch]] = field(default_factory=list)
    running: list[tuple[float, int, Batch]] = field(default_factory=list)
    waits: list[tuple[float, float]] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)

    def add(self, upload: Upload) -> None:
        """Register an upload that a tick has found."""
        video_id = f"{upload.workspace}--{len(self.uploads):07}"
        uploaded_at = datetime.fromtimestamp(EPOCH_S + upload.at, UTC).isoformat()
        record = UploadRecord(
            video_id,
            upload.workspace,
            f"{upload.workspace}/{video_id}.mp4",
            version="1",
            size=1,
            uploaded_at=uploaded_at,
        )
        self.uploads[video_id] = upload
        self.due[video_id] = VideoState(record, "new")
        self.order.append(video_id)

    def tick(self, now: float) -> None:
        """Plan runs of what is due, and queue them."""
        self.advance(now)
        if not self.due:
            return
        batches = plan_batches(
            list(self.due.values()), order=self.order, queued=self._runs(), now=EPOCH_S + now, slots=self.cores
        )
        for batch in batches:
            heapq.heappush(self.queued, (-PRIORITY[batch.lane], len(self.batches), batch))
            self.batches.append(len(batch.uploads))
            for video_id in batch.video_ids:
                del self.due[video_id]
        self._start()
        self._forget_order()

    def advance(self, now: float) -> None:
        """End the runs that end until then, and start those that take their places."""
        while self.running and self.running[0][0] <= now:
            self.now, _, batch = heapq.heappop(self.running)
            for video_id in batch.video_ids:
                upload = self.uploads[video_id]
                self.waits.append((upload.at, self.now - upload.at))
            self._start()
        self.now = now

    def _start(self) -> None:
        held = list[tuple[int, int, Batch]]()
        while self.queued and len(self.running) < self.cores:
            entry = heapq.heappop(self.queued)
            if self._may_start(entry[2]):
                work_s = sum(self.uploads[video_id].work_s for video_id in entry[2].video_ids)
                heapq.heappush(self.running, (self.now + self.start_s + work_s, entry[1], entry[2]))
            else:
                held.append(entry)
        for entry in held:
            heapq.heappush(self.queued, entry)

    def _may_start(self, batch: Batch) -> bool:
        """A backlog leaves one core to what is new, as `dagster.yaml` says."""
        backlog = sum(running.lane == "backlog" for _, _, running in self.running)
        return batch.lane == "live" or backlog < max(1, self.cores - 1)

    def _runs(self) -> Counter[tuple[str, str]]:
        active = [batch for *_, batch in (*self.queued, *self.running)]
        return Counter((batch.lane, batch.workspace) for batch in active)

    def _forget_order(self) -> None:
        """Drop the partitions that nothing due follows: they part no batches."""
        if not self.due:
            self.order.clear()


def simulate(arriving: Iterable[Upload], *, cores: int, start_s: float) -> Outcome:
    """Run the queue over some uploads until it is empty.

    Args:
        arriving: In the order of their times.
        cores: How many runs are worked on at once.
        start_s: Seconds that a run takes beside its videos.
    """
    queue, coming = Queue(cores, start_s), iter(arriving)
    upload, tick = next(coming, None), 0.0
    while upload or queue.due or queue.queued or queue.running:
        while upload and upload.at <= tick - SETTLE_TICKS * TICK_S:
            queue.add(upload)
            upload = next(coming, None)
        queue.tick(tick)
        tick = _next_tick(queue, upload, tick)
    return Outcome(tuple(sorted(queue.waits)), tuple(queue.batches))


def _next_tick(queue: Queue, upload: Upload | None, tick: float) -> float:
    """The next tick that finds something to do: while nothing is due, the one after the next upload."""
    if queue.due or (not upload and not queue.running):
        return tick + TICK_S
    moment = upload.at + SETTLE_TICKS * TICK_S if upload else queue.running[0][0]
    return max(tick + TICK_S, -(-moment // TICK_S) * TICK_S)
