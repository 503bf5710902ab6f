"""Short films whose picture and sound say which part of a joined file they come from: by brightness and by loudness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
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
    target.write_bytes(
        _encoded(
            Recipe(level, seconds, begin_s, video, audio, container, tuple((options or {}).items())), target.suffix
        )
    )
    return target


@dataclass(frozen=True)
class Recipe:
    """The arguments of `encode_film`: the same ones give the same bytes."""

    level: int
    seconds: float
    begin_s: float
    video: str | None
    audio: str | None
    container: str | None
    options: tuple[tuple[str, str], ...]


@lru_cache(maxsize=256)  # films of some kilobytes, of which most tests want the same few
def _encoded(recipe: Recipe, suffix: str) -> bytes:
    import av

    with TemporaryDirectory() as folder:
        path = Path(folder) / f"film{suffix}"
        with av.open(str(path), "w", format=recipe.container, options=dict(recipe.options)) as sink:
            _write(sink, recipe)
        return path.read_bytes()


def _write(sink: Any, recipe: Recipe) -> None:
    picture = _video_stream(sink, recipe.video) if recipe.video else None
    sound = _audio_stream(sink, recipe.audio) if recipe.audio else None
    still = _still(picture, recipe.level) if picture else None
    for number in range(round(recipe.seconds * FPS)):
        if picture:
            sink.mux(picture.encode(_at(still, number, recipe.begin_s)))
        if sound:
            for block in (2 * number, 2 * number + 1):
                sink.mux(sound.encode(_tone(recipe.level, block, recipe.begin_s)))
    for stream in filter(None, (picture, sound)):
        sink.mux(stream.encode(None))


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


def _still(stream: Any, level: int) -> Any:
    """The one picture of a film in the encoder's format: converting it for each frame would take the most time."""
    import av

    frame = av.VideoFrame.from_ndarray(np.full((SIZE[1], SIZE[0], 3), level, np.uint8), format="rgb24")
    return frame.reformat(format=stream.pix_fmt)


def _at(frame: Any, number: int, begin_s: float) -> Any:
    frame.pts, frame.time_base = number + round(begin_s * FPS), Fraction(1, FPS)
    return frame


def _tone(level: int, block: int, begin_s: float) -> Any:
    import av

    first = block * BLOCK
    wave = 64 * level * np.sin(2 * np.pi * 440 * np.arange(first, first + BLOCK) / RATE)
    frame = av.AudioFrame.from_ndarray(wave.astype(np.int16).repeat(2).reshape(1, -1), format="s16", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, first + round(begin_s * RATE), Fraction(1, RATE)
    return frame
