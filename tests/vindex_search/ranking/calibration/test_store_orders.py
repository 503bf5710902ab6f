"""store: stopped anywhere while a calibration is written it is due until it is whole, and the next one ends right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.storage.prefixes import Operation, check_every_prefix
from vindex_search.contract.ids import video_id
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.store import (
    CalibratedGenerations,
    is_calibration_due,
    published_generations,
    read_distribution,
    write_distribution,
)
from vindex_search.storage.store import Store

VIDEOS = [video_id("b", f"team/{at}.mp4") for at in range(3)]
OLD, NEW = (
    NullDistribution({"likeness": np.array([score])}, {7: 2}, text_count=3, video_count=videos)
    for score, videos in ((0.25, 2), (0.5, 3))
)


class Calibrate(Operation):
    """A calibration in the place of another, after one more video was published."""

    videos_before = 2

    def __init__(self, root: str) -> None:
        self.store = Store(root, "vindex-test")
        self._publish(VIDEOS[: self.videos_before])
        if self.videos_before:
            write_distribution(self.store, OLD, published_generations(self.store))
        self._publish(VIDEOS)

    def _publish(self, videos: list[str]) -> None:
        for video in videos:
            self.store.publish(video, "aa", 1)

    def act(self) -> None:
        """What the schedule does that looks whether one is due."""
        if is_calibration_due(self.store):
            write_distribution(self.store, NEW, published_generations(self.store))

    def videos_measured(self) -> int:
        """On how many videos the stored distribution was measured; 0 where there is none."""
        found = read_distribution(self.store)
        return found.video_count if found else 0

    def check_reader(self) -> None:
        """A search finds a whole distribution, the old one or the new; while it is the old one, another is due."""
        assert self.videos_measured() in (self.videos_before, len(VIDEOS))
        assert is_calibration_due(self.store) or self.videos_measured() == len(VIDEOS)

    def check_done(self) -> None:
        found, record = read_distribution(self.store), self.store.read_library_record(CalibratedGenerations)
        assert found is not None
        assert found.scores["likeness"].tolist() == [0.5]
        assert record == CalibratedGenerations(tuple(f"{video}@aa" for video in sorted(VIDEOS)))
        assert not is_calibration_due(self.store)


class CalibrateFirst(Calibrate):
    """The first calibration of a library."""

    videos_before = 0


@pytest.mark.parametrize("operation", [Calibrate, CalibrateFirst])
def test_stopped_anywhere_the_next_calibration_ends_right(operation: type[Operation], tmp_path: Path) -> None:
    check_every_prefix(operation, tmp_path, drafts=True)
