"""What one reconciliation of the library with the bucket found, and how that is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vindex_assets.pipeline.policy import VIDEOS_PER_RUN
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.upload import RejectedObject
from vindex_assets.uploads.video_state import DUE, VideoState
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.store import Store
from vindex_search.videos.left_alone import LeftAlone, write_left_alone

MAX_DUE: Final = 10_000  # uploads that batches are planned from: far more than a queue takes between two ticks


@dataclass(frozen=True, slots=True)
class ReconcileResult:
    """What one reconciliation found. Nothing of it is saved before `save`.

    Attributes:
        snapshot: The rows as they are now.
        cursor: Where the next tick goes on.
        in_flight: Videos that runs are queued for or work on.
        removed: Uploads of the videos that were removed, because they are gone from the bucket.
        paused: Workspaces that no run is requested for.
        rejected: Media files that cannot be videos.
        warnings: What an operator should know.
        ends_pass: The scan has reached the end of the bucket.
        left_alone: What it has left alone there, where the store says otherwise; None: nothing new is known.
    """

    snapshot: Snapshot
    cursor: ScanCursor
    in_flight: frozenset[str]
    rejected: tuple[RejectedObject, ...]
    warnings: tuple[str, ...]
    ends_pass: bool
    left_alone: LeftAlone | None = None
    paused: frozenset[str] = frozenset()
    removed: tuple[UploadRecord, ...] = ()

    @property
    def due(self) -> list[VideoState]:
        """Uploads that a run is to be requested for, by priority, then the newest; of many, some of every workspace."""
        return self.snapshot.fair_share(
            *DUE, exclude=self.in_flight, limit=MAX_DUE, min_per_workspace=VIDEOS_PER_RUN, paused=self.paused
        )

    @property
    def held_back(self) -> int:
        """How many uploads would be due if their workspaces were not paused."""
        return self.snapshot.count_in_workspaces(*DUE, workspaces=self.paused, exclude=self.in_flight)

    @property
    def remaining(self) -> int:
        """How many videos, not in flight, are left for the next ticks to read or to remove."""
        return self.snapshot.count("unread", "gone", exclude=self.in_flight)

    def save(self, store: Store) -> None:
        """Save the snapshot, then clear the dirty marks of the videos that were removed.

        Not in the other order: killed in between, a row without a mark would say for ever that the video is there.
        """
        removed = self.snapshot.deleted()
        self.snapshot.save(store)
        crash_point("tick.snapshot_saved")
        store.clear_dirty(removed)
        if self.left_alone is not None:
            write_left_alone(store, self.left_alone)
