"""Resumable transcription: the sound in windows, each a place to go on from after a kill, with bounded memory.

second     0                             540      600
sound      |------------------------------|--v------|--------------
window     [...............................  )[ ..............
                                          ^ searched: the last tenth of the window
                                             ^ cut: the middle of its quietest 0.1 s
"""

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
from vindex_assets.speech.segments import Progress, Recogniser
from vindex_search.passages.segments import Segment, Word

WINDOW_S: Final = 600.0  # 19 MB of sound; the language that Whisper detects in half a minute holds for ten
CUT_SEARCH_SHARE: Final = 0.1  # of a window, at its end, in which the quietest moment is looked for
QUIET_S: Final = 0.1  # length of that moment

Samples = npt.NDArray[np.int16]
SaveProgress = Callable[[float, Sequence[Segment]], None]
"""Called with the second up to which the sound is transcribed, and all segments until then."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of sound: 16 kHz mono samples, and the second at which it begins."""

    start_s: float
    samples: Samples

    @property
    def end_s(self) -> float:
        """The second at which the next window begins."""
        return self.start_s + len(self.samples) / SAMPLE_RATE


def split_windows(audio: Path, *, window_s: float = WINDOW_S) -> Iterator[Window]:
    """The sound of a file in windows of at most `window_s`, cut where it is quiet; the same cuts each time."""
    limit = round(window_s * SAMPLE_RATE)
    buffer: list[Samples] = []
    buffered, start = 0, 0
    for block in iter_pcm(audio):
        buffer.append(np.frombuffer(block, np.int16))
        buffered += len(buffer[-1])
        while buffered > limit:
            samples = np.concatenate(buffer)
            cut = _quietest_position(samples[:limit])
            yield Window(start / SAMPLE_RATE, samples[:cut])
            start, buffered, buffer = start + cut, buffered - cut, [samples[cut:]]
    if buffered:
        yield Window(start / SAMPLE_RATE, np.concatenate(buffer))


def _quietest_position(samples: Samples) -> int:
    """Middle of the quietest moment near the end, where a cut is least likely to go through a word."""
    size = round(QUIET_S * SAMPLE_RATE)
    moments = max(1, round(len(samples) * CUT_SEARCH_SHARE) // size)
    begin = len(samples) - moments * size
    loudness = np.abs(samples[begin:].astype(np.int32)).reshape(moments, size).mean(axis=1)
    return begin + int(loudness.argmin()) * size + size // 2


def transcribe_resumable(
    recogniser: Recogniser,
    audio: Path,
    *,
    previous_segments: Sequence[Segment] = (),
    resume_from_s: float = 0.0,
    save_progress: SaveProgress,
    progress: Progress,
    window_s: float = WINDOW_S,
) -> list[Segment]:
    """Transcribe a file window by window.

    Args:
        recogniser: Called with one window at a time.
        audio: 16 kHz mono FLAC.
        previous_segments: What an earlier attempt recognised before it was killed.
        resume_from_s: The second that this attempt last gave to `save_progress`.
        save_progress: Called after each window.
        progress: Called with the seconds of sound done.
        window_s: Greatest length of a window; another one cuts the sound elsewhere.

    Raises:
        Permanent: the recogniser cannot take this sound.
    """
    segments = list(previous_segments)
    for window in split_windows(audio, window_s=window_s):
        if window.end_s <= resume_from_s:
            continue
        segments += _transcribe_window(recogniser, window, progress)
        save_progress(window.end_s, segments)
        progress(window.end_s)
    return segments


def _transcribe_window(recogniser: Recogniser, window: Window, progress: Progress) -> list[Segment]:
    with TemporaryDirectory(prefix="vindex-") as folder:
        file = Path(folder) / "window.wav"
        _write_wav(file, window.samples)
        segments = recogniser.transcribe(
            file, language=None, progress=lambda position_s: progress(window.start_s + position_s)
        )
    return [_shift_segment(segment, window.start_s) for segment in segments]


def _write_wav(file: Path, samples: Samples) -> None:
    with wave.open(str(file), "wb") as sink:
        sink.setnchannels(1)
        sink.setsampwidth(BYTES_PER_SAMPLE)
        sink.setframerate(SAMPLE_RATE)
        sink.writeframes(samples.tobytes())


def _shift_segment(segment: Segment, offset_s: float) -> Segment:
    return replace(
        segment,
        start_s=segment.start_s + offset_s,
        end_s=segment.end_s + offset_s,
        words=tuple(_shift_word(word, offset_s) for word in segment.words),
    )


def _shift_word(word: Word, offset_s: float) -> Word:
    return replace(word, start_s=word.start_s + offset_s, end_s=word.end_s + offset_s)
