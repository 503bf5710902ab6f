"""Files that tests make of real clips and of pictures: cut, damaged, with other streams, or drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vindex_assets.media.probe import Limits, VideoManifest, probe

ANY_LENGTH = Limits(max_duration_s=1e6)


def look(path: Path) -> VideoManifest:
    """What a file is, whatever its length."""
    return probe(path, limits=ANY_LENGTH)


def remuxed(source: Path, target: Path, *, kinds: Iterable[str], **options: str) -> Path:
    """A file with the streams of some kinds of another one, their packets as they are."""
    import av

    with av.open(str(source)) as read, av.open(str(target), "w", options=options) as sink:
        streams: dict[int, Any] = {}
        for stream in read.streams:
            if stream.type in kinds:
                streams[stream.index] = sink.add_stream_from_template(stream)
        for packet in read.demux():
            if packet.dts is not None and packet.stream.index in streams:
                packet.stream = streams[packet.stream.index]
                sink.mux(packet)
    return target


def cut(source: Path, target: Path, *, share: float) -> Path:
    """The first part of a file's bytes."""
    data = source.read_bytes()
    target.write_bytes(data[: int(len(data) * share)])
    return target


def holed(source: Path, target: Path, *, share: float, size: int) -> Path:
    """A file of which some bytes are zero, from a share of its length on."""
    data = bytearray(source.read_bytes())
    start = int(len(data) * share)
    data[start : start + size] = bytes(size)
    target.write_bytes(data)
    return target


def drawn(
    target: Path, pictures: Iterable[npt.NDArray[np.uint8]], *, fps: int, times: Callable[[int], int] = lambda n: n
) -> Path:
    """An H.264 film of RGB pictures; `times` gives the tick, of `fps` a second, at which each is shown."""
    import av

    with av.open(str(target), "w") as sink:
        stream: Any = None
        for number, picture in enumerate(pictures):
            if stream is None:
                stream = sink.add_stream("libx264", rate=fps, options={"crf": "10"})
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
                stream.codec_context.time_base = Fraction(1, fps)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = times(number), Fraction(1, fps)
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    return target
