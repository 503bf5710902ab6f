"""What happened in a soak, as it is printed at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import dagster as dg

from vindex_assets.runs.in_flight import PARTITION_TAG, RANGE_START_TAG


@dataclass
class Tally:
    """Counts of a soak.

    Attributes:
        kills: By kind of process.
        changes: Of the uploads.
        runs: By status.
        single_runs: Runs of one video alone: after a death, or of few uploads.
        retried: Videos that an operator had to let try again, their workers killed three times.
        videos: In the library at the end.
        seconds: Of the kills, and until the library was equal to the bucket.
    """

    kills: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    runs: Counter[str] = field(default_factory=Counter)
    single_runs: int = 0
    retried: int = 0
    videos: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)

    def count_runs(self, instance: dg.DagsterInstance) -> None:
        """Count the runs of an instance."""
        runs = instance.get_runs()
        self.runs = Counter(run.status.value.lower() for run in runs)
        self.single_runs = sum(PARTITION_TAG in run.tags and RANGE_START_TAG not in run.tags for run in runs)

    def __str__(self) -> str:
        """Some lines for whoever started it."""
        rows = {
            "killed": self.kills,
            "uploads changed": self.changes,
            "runs": self.runs,
            "seconds": {name: round(value) for name, value in self.seconds.items()},
        }
        lines = [f"{name}: {', '.join(f'{count} {what}' for what, count in row.items())}" for name, row in rows.items()]
        ending = f"videos: {self.videos} in library and bucket; runs of one video: {self.single_runs}"
        return "\n".join([*lines, f"{ending}; retried by hand: {self.retried}"])
