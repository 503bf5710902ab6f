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
from vindex_search.contract.generation import PublishedMark
from vindex_search.contract.ids import workspace_of_video
from vindex_search.index.types import Hit
from vindex_search.storage.published import PublishedListing, changes
from vindex_search.storage.store import Store

MAX_DISTANCE: Final = 10  # of 64, at most: scaling and compression turn up to 6, another picture some 32
HASH_BITS: Final = 64
BLANK_HASH: Final = 0  # the hash of every picture of one colour: it says nothing


@dataclass(frozen=True, slots=True)
class _FrameHashes:
    """The kept frames of one version of a video."""

    hashes: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.float64]
    ends: npt.NDArray[np.float64]


class FrameHashIndex:
    """The hashes of a library, read when first asked for and kept up with what is published."""

    def __init__(self, store: Store, listing: PublishedListing) -> None:
        self._store, self._listing = store, listing
        self._read_version: dict[str, PublishedMark] = {}  # per video what was published when its frames were read
        self._videos: dict[str, _FrameHashes] = {}
        self._lock = threading.Lock()

    def nearest(self, image_hash: int, video_ids: Collection[str], limit: int) -> list[Hit]:
        """The frames that are this picture, best first, as hits of the visual channel.

        Args:
            picture: Its hash.
            allowed: Ids of the videos that may be looked at.
            limit: At most so many.
        """
        if image_hash == BLANK_HASH:
            return []
        with self._lock:
            self._catch_up()
            found = [hit for video_id in video_ids if video_id in self._videos for hit in self._hits_in(video_id, image_hash)]
        return sorted(found, key=lambda hit: (-hit.score, hit.video_id, hit.start_s))[:limit]

    def _catch_up(self) -> None:
        published = self._listing.current()
        todo = changes(self._read_version, published)
        for video_id in todo.removed:
            del self._videos[video_id], self._read_version[video_id]
        for video_id in todo.added | todo.changed:
            self._videos[video_id] = self._read(video_id)
            self._read_version[video_id] = published[video_id]

    def _read(self, video_id: str) -> _FrameHashes:
        try:
            table = self._store.read_table(video_id, FRAMES, columns=["phash", "start_s", "end_s"])
        except FileNotFoundError:
            nothing = np.zeros(0)
            return _FrameHashes(nothing.astype(np.uint64), nothing, nothing)
        return _FrameHashes(table["phash"].to_numpy(), table["start_s"].to_numpy(), table["end_s"].to_numpy())

    def _hits_in(self, video_id: str, picture: int) -> list[Hit]:
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
                score=1 - int(away[at]) / HASH_BITS,
            )
            for at in np.flatnonzero(away <= MAX_DISTANCE)
        ]
