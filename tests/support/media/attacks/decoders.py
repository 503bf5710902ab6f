"""Decoders that follow whatever a file names, as functions for a child: without the checks that come before them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

RED: Final = (200, 30, 30)
FPS: Final = 25
SIDE: Final = 64


def make_transport_stream(path: Path) -> Path:
    """A film of two red seconds, as a segment of a play list is."""
    import av

    with av.open(str(path), "w", format="mpegts") as sink:
        stream = sink.add_stream("mpeg2video", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = SIDE, SIDE, "yuv420p"
        for number in range(2 * FPS):
            frame = av.VideoFrame.from_ndarray(np.full((SIDE, SIDE, 3), RED, np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    return path


def see_with_decord(path: str, progress: Callable[[float], None]) -> dict[str, Any]:
    """Frames and mean colour of what decord, whose FFmpeg is of 2018, finds behind a path."""
    import decord

    decord.logging.set_level(decord.logging.QUIET)
    try:
        reader = decord.VideoReader(path)
        return {"frames": len(reader), "colour": reader[0].asnumpy().mean((0, 1)).tolist()}
    except (decord.DECORDError, RuntimeError) as error:
        return {"refused": type(error).__name__}


def see_with_pyav(path: str, options: dict[str, str], progress: Callable[[float], None]) -> dict[str, Any]:
    """The same by PyAV with options of FFmpeg."""
    import av

    try:
        with av.open(path, options=options) as container:
            frame = next(container.decode(video=0))
            return {"frames": 1, "colour": frame.to_ndarray(format="rgb24").mean((0, 1)).tolist()}
    except (av.FFmpegError, OSError) as error:
        return {"refused": type(error).__name__}
