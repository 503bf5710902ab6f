"""Clips of films, cut in this process, and the frames and sound of both as a player has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from vindex_assets.media.probe.probe import MediaLimits, probe
from vindex_search.clips.asked import ClipAsked
from vindex_search.clips.cut.cut import cut_clip
from vindex_search.clips.make import cut_task

LIMITS = MediaLimits(1e6, 1 << 40, 1 << 30)
TURNS = {0: 0, 90: -1, 180: 2, 270: 1}

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Cut:
    """A clip, what the cut said of it, and the manifest of its film."""

    path: Path
    facts: dict[str, Any]
    manifest: dict[str, Any]


@cache
def manifest_of(film: Path) -> dict[str, Any]:
    return probe(film, limits=LIMITS, audio_language="").to_dict()


def cut(film: Path, folder: Path, asked: ClipAsked) -> Cut:
    manifest = manifest_of(film)
    task = cut_task(manifest, film, asked, (asked.start_s, asked.end_s))
    facts = cut_clip(task.to_dict(), str(folder), lambda _reached: None)
    return Cut(folder / facts["file"], facts, manifest)


def shown(film: Path, manifest: dict[str, Any] | None = None) -> list[tuple[float, Picture]]:
    """Each frame in grey as it lies in the file, with its time from the start of the film's clock."""
    found = manifest or manifest_of(film)
    with av.open(str(film)) as container:
        frames = container.decode(container.streams[found["video_stream"]])
        return [(float(frame.time or 0) - found["start_s"], frame.to_ndarray(format="gray")) for frame in frames]


def upright(picture: Picture, rotation: int) -> Picture:
    return np.rot90(picture, TURNS[rotation])


def nearest(picture: Picture, among: list[Picture]) -> int:
    """Which picture another one is a copy of."""
    height, width = picture.shape
    apart = [np.square(one[:height, :width].astype(np.float32) - picture).mean() for one in among]
    return int(np.argmin(apart))


def digests(film: Path) -> list[bytes]:
    """The bytes of every frame."""
    with av.open(str(film)) as container:
        return [frame.to_ndarray().tobytes() for frame in container.decode(video=0)]


def sound(film: Path) -> tuple[npt.NDArray[np.float32], int]:
    """The first channel, from the start of the clock on, and the samples a second."""
    parts: list[tuple[int, npt.NDArray[np.float32]]] = []
    with av.open(str(film)) as container:
        rate = container.streams.audio[0].codec_context.sample_rate
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
        for frame in container.decode(audio=0):
            at = round(float(frame.time or 0) * rate)
            for part in resampler.resample(frame):
                samples = part.to_ndarray()[0]
                parts.append((at, samples))
                at += len(samples)
    line = np.zeros(max(at + len(samples) for at, samples in parts), np.float32)
    for at, samples in parts:
        line[max(0, at) : at + len(samples)] = samples[max(0, -at) :]
    return line, rate
