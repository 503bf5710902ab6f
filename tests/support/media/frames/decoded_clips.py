"""Real clips decoded from beginning to end by `PyAvDecoder`, once a session: the reference for other decoders."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from tests.support.media.derived_files import probe_clip
from tests.support.session.session_cache import SessionCache
from vindex_assets.media.decode.base import THUMBNAIL_SHORT_SIDE, FrameRateLimiter, Picture
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.manifest import VideoManifest

EVERY_FRAME: Final = 1000.0  # frames per second: more than any clip has
SHORT_SIDE: Final = THUMBNAIL_SHORT_SIDE  # of the pictures; decord refuses to scale to some sizes below 64
EVERY_TENTH: Final = 10  # picture is kept, and those that are sampled at SAMPLED_FPS
SAMPLED_FPS: Final = (1.0, 8.0)


@dataclass(frozen=True)
class DecodedClip:
    """All frames of a clip in presentation order, with the pictures of some.

    Attributes:
        indexes: Number of each frame in the video.
        times: Its presentation time in player seconds.
        pictures: By place in these lists: RGB of shape (height, width, 3).
    """

    indexes: list[int]
    times: list[float]
    pictures: dict[int, Picture]

    def sampled(self, max_fps: float) -> list[int]:
        """Places of the frames that remain at a frame rate."""
        limiter = FrameRateLimiter(max_fps=max_fps)
        return [place for place, time_s in enumerate(self.times) if limiter.accepts(time_s)]


manifest_of = cache(probe_clip)
"""The manifest of a clip, measured once a process."""


def decoded_sequentially(path: Path, session_cache: SessionCache) -> DecodedClip:
    """A clip as `PyAvDecoder` decodes it, by whichever worker needs it first."""
    folder = session_cache.get(f"decoded-{path.name}", lambda made: _decode(path, manifest_of(path), made))
    with np.load(folder / "frames.npz") as found:
        indexes, times, kept = found["indexes"].tolist(), found["times"].tolist(), found["kept"].tolist()
    pictures: npt.NDArray[np.uint8] = np.load(folder / "pictures.npy", mmap_mode="r")
    return DecodedClip(indexes, times, dict(zip(kept, pictures, strict=True)))


def _decode(path: Path, manifest: VideoManifest, folder: Path) -> None:
    limiters = [FrameRateLimiter(max_fps=max_fps) for max_fps in SAMPLED_FPS]
    indexes, times, kept, pictures = [], [], [], []
    decoder = PyAvDecoder(path, manifest)
    for place, frame in enumerate(decoder.frames(max_fps=EVERY_FRAME, short_side=SHORT_SIDE)):
        indexes.append(frame.index)
        times.append(frame.time_s)
        if any([*(limiter.accepts(frame.time_s) for limiter in limiters), place % EVERY_TENTH == 0]):
            kept.append(place)
            pictures.append(frame.image)
    folder.mkdir()
    np.savez(folder / "frames.npz", indexes=indexes, times=times, kept=kept)
    np.save(folder / "pictures.npy", np.stack(pictures))
