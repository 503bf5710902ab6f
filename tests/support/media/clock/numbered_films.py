"""Short films whose picture and sound say which part of a joined file they come from: by brightness and by loudness."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

FPS: Final = 25
RATE: Final = 48_000  # samples a second
SIZE: Final = 96, 64
BLOCK: Final = 960  # samples: the sound of half a picture
QUIET: Final = {"libx265": {"x265-params": "log-level=none:keyint=10:bframes=0"}}


def encode_film(
    target: Path,
    *,
    level: int,
    seconds: float,
    begin_s: float = 0.0,
    video: str | None = "libx264",
    audio: str | None = "aac",
    container: str | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """A film of one grey and one tone.

    Args:
        target: File to write.
        level: Brightness of the picture, 0 to 255, and amplitude of the tone in units of 64.
        seconds: Its length.
        begin_s: Time of its first picture and sample.
        video: Encoder; None for sound alone.
        audio: Encoder; None for a silent film.
        container: FFmpeg's muxer; None: by the suffix.
        options: Of the muxer.
    """
    import av

    with av.open(str(target), "w", format=container, options=options or {}) as sink:
        picture = _video_stream(sink, video) if video else None
        sound = _audio_stream(sink, audio) if audio else None
        for number in range(round(seconds * FPS)):
            if picture:
                sink.mux(picture.encode(_picture(picture, level, number, begin_s)))
            if sound:
                for block in (2 * number, 2 * number + 1):
                    sink.mux(sound.encode(_tone(sound, level, block, begin_s)))
        for stream in filter(None, (picture, sound)):
            sink.mux(stream.encode(None))
    return target


def joined(target: Path, parts: Iterable[Path]) -> Path:
    """The bytes of some files one after the other, as `cat` writes them."""
    target.write_bytes(b"".join(part.read_bytes() for part in parts))
    return target


def _video_stream(sink: Any, codec: str) -> Any:
    stream = sink.add_stream(codec, rate=FPS, options=QUIET.get(codec, {"g": "10"}))
    stream.width, stream.height = SIZE
    stream.pix_fmt, stream.bit_rate = "yuv420p", 400_000
    stream.codec_context.time_base = Fraction(1, FPS)
    return stream


def _audio_stream(sink: Any, codec: str) -> Any:
    return sink.add_stream(codec, rate=RATE, layout="stereo")


def _picture(stream: Any, level: int, number: int, begin_s: float) -> Any:
    import av

    frame = av.VideoFrame.from_ndarray(np.full((SIZE[1], SIZE[0], 3), level, np.uint8), format="rgb24")
    frame = frame.reformat(format=stream.pix_fmt)
    frame.pts, frame.time_base = number + round(begin_s * FPS), Fraction(1, FPS)
    return frame


def _tone(stream: Any, level: int, block: int, begin_s: float) -> Any:
    import av

    first = block * BLOCK
    wave = 64 * level * np.sin(2 * np.pi * 440 * np.arange(first, first + BLOCK) / RATE)
    frame = av.AudioFrame.from_ndarray(wave.astype(np.int16).repeat(2).reshape(1, -1), format="s16", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, first + round(begin_s * RATE), Fraction(1, RATE)
    return frame
