"""Recordings in the format that the recognisers read."""

from __future__ import annotations

from pathlib import Path


def write_flac(source: Path, target: Path, *, seconds: float = 60.0) -> None:
    """Write the first seconds of an audio file in the format of `audio.flac`."""
    import av

    with av.open(str(source)) as read, av.open(str(target), "w", format="flac") as written:
        stream = written.add_stream("flac", rate=16_000, layout="mono")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=16_000)
        for frame in read.decode(audio=0):
            if frame.time is not None and frame.time >= seconds:
                break
            for plain in resampler.resample(frame):
                written.mux(stream.encode(plain))
        for plain in resampler.resample(None):
            written.mux(stream.encode(plain))
        written.mux(stream.encode(None))
