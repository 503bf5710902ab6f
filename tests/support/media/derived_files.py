"""Media files derived from real clips (truncated, damaged, remuxed, rotated) or encoded from arrays."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.probe.probe import MediaLimits, probe

ANY_LENGTH = MediaLimits(max_duration_s=1e6)


def probe_clip(path: Path) -> VideoManifest:
    """The manifest of a file of any length; the real clips are asked for by hundreds of tests and probed once."""
    return _probe_in_state(path, path.stat().st_size, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _probe_in_state(path: Path, _size: int, _mtime_ns: int) -> VideoManifest:
    return probe(path, limits=ANY_LENGTH)


def remuxed(source: Path, target: Path, *, kinds: Iterable[str], **options: str) -> Path:
    """Some kinds of streams of a file in another container, packets unchanged."""
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


def truncated_copy(source: Path, target: Path, *, share: float) -> Path:
    """The first share of a file's bytes."""
    data = source.read_bytes()
    target.write_bytes(data[: int(len(data) * share)])
    return target


def copy_with_hole(source: Path, target: Path, *, share: float, size: int) -> Path:
    """A copy with `size` zero bytes, from a share of its length on."""
    data = bytearray(source.read_bytes())
    start = int(len(data) * share)
    data[start : start + size] = bytes(size)
    target.write_bytes(data)
    return target


def encode_pictures(
    target: Path,
    pictures: Iterable[npt.NDArray[np.uint8]],
    *,
    fps: int,
    times: Callable[[int], int] = lambda n: n,
    options: dict[str, str] | None = None,
) -> Path:
    """An H.264 film of RGB pictures; `times` maps the number of a picture to its time stamp, in ticks of 1 / `fps`."""
    import av

    with av.open(str(target), "w") as sink:
        stream: Any = None
        for number, picture in enumerate(pictures):
            if stream is None:
                stream = sink.add_stream("libx264", rate=fps, options={"crf": "10", **(options or {})})
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
                stream.codec_context.time_base = Fraction(1, fps)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = times(number), Fraction(1, fps)
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    return target


# a b u c d v x y w of ISO/IEC 14496-12: x' = a x + c y, y' = b x + d y, with y downwards; clockwise degrees.
MATRICES = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
MATRIX_AFTER_TKHD = 44  # bytes from the name of the track header (version 0) to its matrix


def rotated_copy(source: Path, target: Path, *, degrees: int) -> Path:
    """A copy of an MP4 whose track header rotates the picture clockwise."""
    data = bytearray(source.read_bytes())
    start = data.index(b"tkhd") + MATRIX_AFTER_TKHD
    a, b, c, d = MATRICES[degrees]
    assert struct.unpack_from(">9i", data, start) == (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    struct.pack_into(">9i", data, start, a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    target.write_bytes(data)
    return target


def encode_beeps(target: Path, begins_s: Iterable[float], *, codec: str, rate: int = 48_000) -> Path:
    """One black second of video, and audio packets for a tenth of a second at each of the times, none in between."""
    import av

    tone = np.full((1, 2 * rate // 10), 12_000, np.int16)
    with av.open(str(target), "w") as sink:
        picture = sink.add_stream("libx264", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        sound: Any = sink.add_stream(codec, rate=rate, layout="stereo")
        for number in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            sink.mux(picture.encode(frame))
        sink.mux(picture.encode(None))
        for begin_s in begins_s:
            block = av.AudioFrame.from_ndarray(tone, format="s16", layout="stereo")
            block.sample_rate, block.pts, block.time_base = rate, round(begin_s * rate), Fraction(1, rate)
            sink.mux(sound.encode(block))
        sink.mux(sound.encode(None))
    return target


def encode_audio_tracks(
    target: Path, languages: Iterable[str], *, chapters: Iterable[tuple[float, float, str]] = ()
) -> Path:
    """A second of audio per language, one stream each, and chapters given by start, end and title."""
    import av

    tone = (8000 * np.sin(np.arange(16_000) / 10)).astype(np.int16).reshape(1, -1)
    with av.open(str(target), "w") as sink:
        titled: list[Any] = [
            {
                **{"id": n, "start": round(start * 1000), "end": round(end * 1000)},
                **{"time_base": Fraction(1, 1000), "metadata": {"title": title}},
            }
            for n, (start, end, title) in enumerate(chapters)
        ]
        sink.set_chapters(titled)
        for language in languages:
            stream: Any = sink.add_stream("pcm_s16le", rate=16_000, layout="mono")
            stream.metadata["language"] = language
        for stream in sink.streams:
            frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = 16_000, 0, Fraction(1, 16_000)
            sink.mux([*stream.encode(frame), *stream.encode(None)])
    return target
