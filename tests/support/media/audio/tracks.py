"""Films with several audio tracks, and sounds for them that are told apart by their level over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

RATE: Final = 16_000
SIDE: Final = 64
FPS: Final = 5

Sound = npt.NDArray[np.int16]  # (channels, samples)


@dataclass(frozen=True, slots=True)
class Track:
    """An audio track: its sound, and what the container says of it; `flags` are names of dispositions."""

    sound: Sound
    title: str | None = None
    language: str | None = None
    flags: tuple[str, ...] = ()
    codec: str = "pcm_s16le"


def talk(duration_s: float, *, seed: int = 0, peak: float = 0.4) -> Sound:
    """Noise that comes and goes four times a second, with pauses, as speech does; mono."""
    generator = np.random.default_rng(seed)
    time_s = np.arange(round(duration_s * RATE)) / RATE
    loudness = np.clip(np.sin(8 * np.pi * time_s + seed), 0, 1) * (np.sin(np.pi * time_s / 1.5 + seed) > -0.7)
    noise = np.convolve(generator.normal(size=time_s.shape), np.ones(8) / 8, "same")
    sound = noise * loudness
    return np.asarray(32_767 * peak * sound / np.abs(sound).max(), np.int16).reshape(1, -1)


def silence(duration_s: float) -> Sound:
    """Nothing; mono."""
    return np.zeros((1, round(duration_s * RATE)), np.int16)


def tone(duration_s: float, *, hertz: float = 440.0, peak: float = 0.2) -> Sound:
    """A sine that never changes; mono."""
    wave = np.sin(2 * np.pi * hertz * np.arange(round(duration_s * RATE)) / RATE)
    return (32_767 * peak * wave).astype(np.int16).reshape(1, -1)


def write_film(target: Path, tracks: Sequence[Track], *, pictures: Sequence[tuple[int, int]] = ((SIDE, SIDE),)) -> Path:
    """A film with a video stream of each size (width, height), all grey, and the tracks; as long as the longest."""
    import av

    duration_s = max([track.sound.shape[1] / RATE for track in tracks] or [1.0])
    with av.open(str(target), "w") as sink:
        videos = [_add_video(sink, size) for size in pictures]
        sounds = [_add_track(sink, track) for track in tracks]
        for second in range(max(1, round(duration_s))):
            for video in videos:
                _write_second_of_video(sink, video, second)
            for stream, track in zip(sounds, tracks, strict=True):
                _write_second_of_sound(sink, stream, track, second)
        for stream in (*videos, *sounds):
            sink.mux(stream.encode(None))
    return target


def _add_video(sink: Any, size: tuple[int, int]) -> Any:
    stream = sink.add_stream("libx264", rate=FPS, options={"preset": "ultrafast"})
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = Fraction(1, FPS)
    return stream


def _add_track(sink: Any, track: Track) -> Any:
    import av.stream

    layout = {1: "mono", 2: "stereo"}[len(track.sound)]
    stream = sink.add_stream(track.codec, rate=RATE, layout=layout)
    stream.disposition = sum(av.stream.Disposition[flag] for flag in track.flags)
    for key, value in {"title": track.title, "language": track.language}.items():
        if value:
            stream.metadata[key] = value
    return stream


def _write_second_of_video(sink: Any, stream: Any, second: int) -> None:
    import av

    for number in range(second * FPS, (second + 1) * FPS):
        picture = np.full((stream.height, stream.width, 3), 40 + number % 2, np.uint8)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        sink.mux(stream.encode(frame))


def _write_second_of_sound(sink: Any, stream: Any, track: Track, second: int) -> None:
    import av

    samples = track.sound[:, second * RATE : (second + 1) * RATE]
    if not samples.shape[1]:
        return
    packed = np.ascontiguousarray(samples.T).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=stream.layout.name)
    frame.sample_rate, frame.pts, frame.time_base = RATE, second * RATE, Fraction(1, RATE)
    sink.mux(stream.encode(frame))
