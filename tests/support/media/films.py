"""Tiny generated films: a few seconds of flat slides, with or without a sidecar file."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

FPS = 5
SIDE = 64

VTT = """WEBVTT

00:00.000 --> 00:01.000
{first}

00:01.000 --> 00:02.000
{second}
"""


def make_film(path: Path, *, colours: Sequence[tuple[int, int, int]] = ((200, 30, 30), (30, 30, 200))) -> Path:
    """An H.264 film of one second per colour, without sound."""
    return make_film_of_pictures(path, [np.full((SIDE, SIDE, 3), colour, np.uint8) for colour in colours])


def make_film_of_pictures(path: Path, pictures: Sequence[npt.NDArray[np.uint8]]) -> Path:
    """An H.264 film of one second per picture, all of one size, without sound."""
    import av

    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as sink:
        stream = sink.add_stream("libx264", rate=FPS)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for number in range(FPS * len(pictures)):
            frame = av.VideoFrame.from_ndarray(pictures[number // FPS], format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    return backdated(path)


def make_subtitles(film: Path, first: str, second: str = "And that is the end of it.") -> Path:
    """A `.vtt` file beside a film, two cues of a second each."""
    path = film.with_suffix(".vtt")
    path.write_text(VTT.format(first=first, second=second), encoding="utf-8")
    return backdated(path)


def backdated(path: Path) -> Path:
    """A file as if written a minute ago, so that it counts as complete; each call gives it another version."""
    then = time.time_ns() - 60 * 10**9
    os.utime(path, ns=(then, then))
    return path
