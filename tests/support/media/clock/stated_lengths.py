"""Copies of films whose headers state another length, as crashed recorders, live streams and cutters leave them."""

from __future__ import annotations

import struct
from pathlib import Path


def state_in_flv(path: Path, seconds: float) -> Path:
    """Set `duration` in the onMetaData of an FLV: a name, the type 0 for a number, a double."""
    data = bytearray(path.read_bytes())
    struct.pack_into(">d", data, data.index(b"duration") + len(b"duration") + 1, seconds)
    path.write_bytes(data)
    return path


def state_in_matroska(path: Path, seconds: float) -> Path:
    """Set the Duration of a Matroska file, a double in milliseconds."""
    data = bytearray(path.read_bytes())
    at = data.index(bytes.fromhex("448988")) + 3
    struct.pack_into(">d", data, at, seconds * 1000)
    path.write_bytes(data)
    return path


def state_in_mp4(path: Path, seconds: float) -> Path:
    """Set the length of the movie in its header, and of its tracks where a fragmented file leaves them at zero."""
    data = bytearray(path.read_bytes())
    at = data.index(b"mvhd") + 4 + 12  # version 0: flags, two times, then the time scale and the length
    scale = struct.unpack_from(">I", data, at)[0]
    struct.pack_into(">I", data, at + 4, round(seconds * scale))
    at = 0
    while (at := data.find(b"mdhd", at + 1)) > 0:
        scale, length = struct.unpack_from(">II", data, at + 16)
        if length == 0:
            struct.pack_into(">I", data, at + 20, round(seconds * scale))
    path.write_bytes(data)
    return path


def state_in_avi(path: Path, frames: int) -> Path:
    """Set the number of frames of an AVI, in its main header and in those of its streams."""
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"avih") + 8 + 16, frames)
    at = 0
    while (at := data.find(b"strh", at + 1)) > 0:
        struct.pack_into("<I", data, at + 8 + 32, frames)
    path.write_bytes(data)
    return path


def without_xing(target: Path, *, quiet_s: float, loud_s: float) -> Path:
    """An MP3 of variable bit rate without the header that counts its frames: silence first, then noise."""
    import av
    import numpy as np

    rng = np.random.default_rng(3)
    with av.open(str(target), "w", format="mp3", options={"write_xing": "0"}) as sink:
        quality = {"flags": "+qscale", "global_quality": "472"}  # that is 4, in FFmpeg's units of 118
        stream = sink.add_stream("libmp3lame", rate=44_100, layout="mono", options=quality)
        blocks = round((quiet_s + loud_s) * 44_100 / 1152)
        for number in range(blocks):
            loud = number * 1152 / 44_100 >= quiet_s
            wave = rng.integers(-9000, 9000, (1, 1152)) if loud else np.zeros((1, 1152))
            frame = av.AudioFrame.from_ndarray(wave.astype(np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts = 44_100, number * 1152
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    return target
