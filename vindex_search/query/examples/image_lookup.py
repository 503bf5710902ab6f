"""Exact image search without a vision model: the perceptual hashes of all kept frames, in memory.

Eight bytes a frame: a million frames take 24 MB with their times and are compared in a few milliseconds.
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
from vindex_search.storage.published.listing import PublishedListing, changes
from vindex_search.storage.store import Store

HASH_BITS: Final = 64
MAX_DISTANCE: Final = 10  # Hamming distance; scaling and compression flip up to 6 bits, another image some 32
BLANK_HASH: Final = 0  # of every image of one colour: it identifies nothing


@dataclass(frozen=True, slots=True)
class _FrameHashes:
    """The kept frames of one version of a video: perceptual hashes, and start and end in seconds."""

    hashes: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.float64]
    ends: npt.NDArray[np.float64]


class FrameHashIndex:
    """The frame hashes of a library, loaded on first use and kept in sync with what is published."""

    def __init__(self, store: Store, listing: PublishedListing) -> None:
        self._store, self._listing = store, listing
        self._loaded: dict[str, PublishedMark] = {}  # per video what was published when its frames were read
        self._videos: dict[str, _FrameHashes] = {}
        self._lock = threading.Lock()

    def nearest(self, image_hash: int, video_ids: Collection[str], limit: int) -> list[Hit]:
        """The frames within MAX_DISTANCE of an image, nearest first, as hits of the visual channel.

        Args:
            image_hash: Perceptual hash of the image.
            video_ids: The videos to search.
            limit: Maximum number of hits.
        """
        if image_hash == BLANK_HASH:
            return []
        with self._lock:
            self._catch_up()
            searched = [video_id for video_id in video_ids if video_id in self._videos]
            hits = [hit for video_id in searched for hit in _hits_in(video_id, self._videos[video_id], image_hash)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.video_id, hit.start_s))[:limit]

    def _catch_up(self) -> None:
        published = self._listing.current()
        difference = changes(self._loaded, published)
        for video_id in difference.removed:
            del self._videos[video_id], self._loaded[video_id]
        for video_id in difference.added | difference.changed:
            self._videos[video_id] = self._read(video_id)
            self._loaded[video_id] = published[video_id]

    def _read(self, video_id: str) -> _FrameHashes:
        try:
            table = self._store.read_table(video_id, FRAMES, columns=["phash", "start_s", "end_s"])
        except FileNotFoundError:  # a video without frames, as audio is
            empty = np.zeros(0)
            return _FrameHashes(hashes=empty.astype(np.uint64), starts=empty, ends=empty)
        return _FrameHashes(
            hashes=table["phash"].to_numpy(), starts=table["start_s"].to_numpy(), ends=table["end_s"].to_numpy()
        )


def _hits_in(video_id: str, frames: _FrameHashes, image_hash: int) -> list[Hit]:
    distances = np.bitwise_count(frames.hashes ^ np.uint64(image_hash))
    return [
        Hit(
            channel="visual",
            point_channel="visual",
            point_id=f"{video_id}/{row}",
            video_id=video_id,
            workspace=workspace_of_video(video_id),
            start_s=float(frames.starts[row]),
            end_s=float(frames.ends[row]),
            text=None,
            score=1 - int(distances[row]) / HASH_BITS,
        )
        for row in np.flatnonzero(distances <= MAX_DISTANCE)
    ]
