"""What happened in a cluster and when: printed by its test, and asked of Dagster's event log."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import dagster as dg

from vindex_assets.pipeline.policy import POLICIES


@dataclass
class Timeline:
    """Lines with the seconds since the beginning."""

    began: float = field(default_factory=time.monotonic)
    lines: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        """Note that something has happened, and print it."""
        self.lines.append(f"{time.monotonic() - self.began:6.1f} s  {what}")
        print(self.lines[-1], flush=True)


@dataclass(frozen=True)
class Work:
    """What the event log says of the videos.

    Attributes:
        made: How often each artefact was made, not found there already, by asset and video.
        indexed_at: When the points of each video were published first.
    """

    made: Counter[tuple[str, str]]
    indexed_at: dict[str, float]


def work_done(instance: dg.DagsterInstance) -> Work:
    """Read the materializations of all assets."""
    made: Counter[tuple[str, str]] = Counter()
    indexed: dict[str, list[float]] = defaultdict(list)
    for asset in POLICIES:
        for record in instance.fetch_materializations(dg.AssetKey(asset), limit=10_000).records:
            event, video = record.asset_materialization, record.partition_key
            if event is None or video is None:
                continue
            made[asset, video] += not event.metadata["reused"].value
            if asset == "index_points":
                indexed[video].append(record.timestamp)
    return Work(made, {video: min(times) for video, times in indexed.items()})
