"""Long sound in windows: bounded memory for whoever listens, and places from which to go on after a kill."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.pcm import BYTES_PER_SAMPLE, SAMPLE_RATE, iter_pcm
from vindex_assets.speech.segments import Progress, Recogniser, Segment

WINDOW_S: Final = 600.0  # 19 MB of sound; what Whisper learns of the language in half a minute holds for ten
SEARCHED: Final = 0.1  # share of a window, at its end, in which the quietest moment is looked for
MOMENT_S: Final = 0.1

Samples = npt.NDArray[np.int16]
Keep = Callable[[float, Sequence[Segment]], None]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of sound: 16 kHz mono samples, and the second at which it begins."""

    start_s: float
    samples: Samples

    @property
    def end_s(self) -> float:
        """The second at which the next one begins."""
        return self.start_s + len(self.samples) / SAMPLE_RATE


def split_windows(audio: Path, *, window_s: float = WINDOW_S) -> Iterator[Window]:
    """The sound of a file in windows of at most `length_s`, cut where it is quietest; always at the same places."""
    most = round(window_s * SAMPLE_RATE)
    held: list[Samples] = []
    count, start = 0, 0
    for block in iter_pcm(audio):
        held.append(np.frombuffer(block, np.int16))
        count += len(held[-1])
        while count > most:
            whole = np.concatenate(held)
            cut = _quietest(whole[:most])
            yield Window(start / SAMPLE_RATE, whole[:cut])
            start, count, held = start + cut, count - cut, [whole[cut:]]
    if count:
        yield Window(start / SAMPLE_RATE, np.concatenate(held))


def _quietest(samples: Samples) -> int:
    """Place of the middle of the quietest moment near the end: where a cut is least likely to go through a word."""
    size = round(MOMENT_S * SAMPLE_RATE)
    moments = max(1, round(len(samples) * SEARCHED) // size)
    begin = len(samples) - moments * size
    loudness = np.abs(samples[begin:].astype(np.int32)).reshape(moments, size).mean(axis=1)
    return begin + int(loudness.argmin()) * size + size // 2


def transcribe_resumable(
    recogniser: Recogniser,
    audio: Path,
    *,
    previous_segments: Sequence[Segment] = (),
    resume_from_s: float = 0.0,
    save_progress: Keep,
    progress: Progress,
    window_s: float = WINDOW_S,
) -> list[Segment]:
    """What is said in a file, window by window.

    Args:
        recogniser: Listens to one window at a time.
        audio: 16 kHz mono FLAC.
        heard: What was heard before, when an earlier try was ended.
        until_s: The second up to which that try had come, as it was given to `keep`.
        keep: Called after each window with the second it ends at and everything heard so far.
        progress: Called with the seconds of sound done.
        length_s: Of a window.

    Raises:
        Permanent: the recogniser cannot take this sound.
    """
    told = list(previous_segments)
    for window in split_windows(audio, window_s=window_s):
        if window.end_s <= resume_from_s:
            continue
        told += _heard(recogniser, window, progress)
        save_progress(window.end_s, told)
        progress(window.end_s)
    return told


def _heard(recogniser: Recogniser, window: Window, progress: Progress) -> Iterator[Segment]:
    with TemporaryDirectory(prefix="vindex-") as folder:
        file = Path(folder) / "window.wav"
        _write(file, window.samples)
        found = recogniser.transcribe(file, language=None, progress=lambda seconds: progress(window.start_s + seconds))
    return (_later(segment, window.start_s) for segment in found)


def _write(file: Path, samples: Samples) -> None:
    with wave.open(str(file), "wb") as sink:
        sink.setnchannels(1)
        sink.setsampwidth(BYTES_PER_SAMPLE)
        sink.setframerate(SAMPLE_RATE)
        sink.writeframes(samples.tobytes())


def _later(segment: Segment, by_s: float) -> Segment:
    words = tuple(replace(word, start_s=word.start_s + by_s, end_s=word.end_s + by_s) for word in segment.words)
    return replace(segment, start_s=segment.start_s + by_s, end_s=segment.end_s + by_s, words=words)
