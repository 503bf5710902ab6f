"""Where in the library does this very picture occur? The perceptual hashes of all kept frames, in memory.

Eight bytes a frame: a million frames take 24 MB with their times, and are looked through in a few milliseconds.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.generation import Published
from vindex_search.contract.ids import workspace_of_video
from vindex_search.index.types import Hit
from vindex_search.storage.published import PublishedListing, changes
from vindex_search.storage.store import Store

SAME_BITS: Final = 10  # of 64, at most: scaling and compression turn up to 6, another picture some 32
BITS: Final = 64
BLANK: Final = 0  # the hash of every picture of one colour: it says nothing


@dataclass(frozen=True, slots=True)
class _Frames:
    """The kept frames of one version of a video."""

    hashes: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.float64]
    ends: npt.NDArray[np.float64]


class FrameHashIndex:
    """The hashes of a library, read when first asked for and kept up with what is published."""

    def __init__(self, store: Store, listing: PublishedListing) -> None:
        self._store, self._listing = store, listing
        self._read_of: dict[str, Published] = {}  # per video what was published when its frames were read
        self._videos: dict[str, _Frames] = {}
        self._turn = threading.Lock()

    def nearest(self, picture: int, allowed: Collection[str], limit: int) -> list[Hit]:
        """The frames that are this picture, best first, as hits of the visual channel.

        Args:
            picture: Its hash.
            allowed: Ids of the videos that may be looked at.
            limit: At most so many.
        """
        if picture == BLANK:
            return []
        with self._turn:
            self._catch_up()
            found = [hit for video_id in allowed if video_id in self._videos for hit in self._of(video_id, picture)]
        return sorted(found, key=lambda hit: (-hit.score, hit.video_id, hit.start_s))[:limit]

    def _catch_up(self) -> None:
        published = self._listing.current()
        todo = changes(self._read_of, published)
        for video_id in todo.removed:
            del self._videos[video_id], self._read_of[video_id]
        for video_id in todo.added | todo.changed:
            self._videos[video_id] = self._read(video_id)
            self._read_of[video_id] = published[video_id]

    def _read(self, video_id: str) -> _Frames:
        try:
            table = self._store.read_table(video_id, FRAMES, columns=["phash", "start_s", "end_s"])
        except FileNotFoundError:
            nothing = np.zeros(0)
            return _Frames(nothing.astype(np.uint64), nothing, nothing)
        return _Frames(table["phash"].to_numpy(), table["start_s"].to_numpy(), table["end_s"].to_numpy())

    def _of(self, video_id: str, picture: int) -> list[Hit]:
        frames = self._videos[video_id]
        away = np.bitwise_count(frames.hashes ^ np.uint64(picture))
        return [
            Hit(
                channel="visual",
                point_channel="visual",
                point_id=f"{video_id}/{at}",
                video_id=video_id,
                workspace=workspace_of_video(video_id),
                start_s=float(frames.starts[at]),
                end_s=float(frames.ends[at]),
                text=None,
                score=1 - int(away[at]) / BITS,
            )
            for at in np.flatnonzero(away <= SAME_BITS)
        ]
