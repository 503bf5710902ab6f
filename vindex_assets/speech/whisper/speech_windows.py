"""Voice activity: where somebody speaks, as windows of at most half a minute, which is what Whisper takes at once.

sound      |....speech...speech..........speech.....music......speech|
windows    |    [---------------]        [----]                [-----]
phrases    |    [------][-------]        [----]                [-----]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech import lazy_imports
from vindex_assets.speech.pcm import SAMPLE_RATE
from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.voice_activity import score_speech

WINDOW_S: Final = 30.0
PAD_S: Final = 0.2  # a word's first and last sounds are quiet
# WhisperX cuts some hundredths of a second beyond what it is told.
FOUND_S: Final = WINDOW_S - 2 * PAD_S - 0.1
MIN_PHRASE_S: Final = 2.0  # enough speech to tell its language
MAX_PHRASE_S: Final = 7.0  # longer stretches are cut further: speakers pause more often than that
PAUSE_S: Final = 0.3  # over which the loudness is averaged: a pause, not the closure of a consonant

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SpeechWindow:
    """A window, in seconds of the sound."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Its length."""
        return self.end_s - self.start_s

    def samples(self, sound: Samples) -> Samples:
        """The sound of the window."""
        return sound[round(self.start_s * SAMPLE_RATE) : round(self.end_s * SAMPLE_RATE)]


def find_speech(loaded: LoadedWhisper, sound: Samples) -> list[SpeechWindow]:
    """The windows of a sound in order; none where nobody speaks."""
    with lazy_imports.suppress_warnings():
        scores = score_speech(loaded, sound)
        merged = loaded.vad.merge_chunks(
            scores, FOUND_S, onset=loaded.vad_params["vad_onset"], offset=loaded.vad_params["vad_offset"]
        )
    found = [(float(chunk["start"]), float(chunk["end"])) for chunk in merged]
    return pad_windows(found, length_s=len(sound) / SAMPLE_RATE)


def pad_windows(found: Sequence[tuple[float, float]], *, length_s: float) -> list[SpeechWindow]:
    """Windows with PAD_S around them, or half the gap to their neighbour, of at most WINDOW_S: Whisper hears no more.

    Args:
        found: Start and end of each window in seconds, in order; none is longer than FOUND_S and some hundredths.
        length_s: Of the sound.
    """
    ends, starts = [end_s for _, end_s in found], [start_s for start_s, _ in found]
    gaps = [start_s - end_s for end_s, start_s in zip([0.0, *ends], [*starts, length_s], strict=True)]
    pads = [min(PAD_S, max(0.0, gap_s) / 2) for gap_s in gaps]
    padded = [
        (max(0.0, start_s - before_s), min(end_s + after_s, length_s))
        for (start_s, end_s), (before_s, after_s) in zip(found, pairwise(pads), strict=True)
    ]
    return [SpeechWindow(start_s, min(end_s, start_s + WINDOW_S)) for start_s, end_s in padded]


def split_phrases(window: SpeechWindow, sound: Samples) -> list[SpeechWindow]:
    """The window cut in its longest and quietest pause, and its halves likewise until each is short enough."""
    power = _moving_power(window.samples(sound))
    shortest = round(MIN_PHRASE_S * SAMPLE_RATE)

    def split(start: int, end: int) -> list[int]:
        """Where the phrases of a stretch of samples end."""
        if end - start <= max(MAX_PHRASE_S * SAMPLE_RATE, 2 * shortest):
            return [end]
        pause = start + shortest + int(power[start + shortest : end - shortest].argmin())
        return [*split(start, pause), *split(pause, end)]

    cuts = [window.start_s + end / SAMPLE_RATE for end in split(0, len(power))[:-1]]
    return [SpeechWindow(*phrase) for phrase in pairwise([window.start_s, *cuts, window.end_s])]


def _moving_power(samples: Samples) -> npt.NDArray[np.float64]:
    """Power of the PAUSE_S around each sample."""
    size = round(PAUSE_S * SAMPLE_RATE)
    sums = np.concatenate([np.zeros(1), np.cumsum(np.square(samples, dtype=np.float64))])
    ends = np.clip(np.arange(len(samples)) + size // 2, 0, len(samples))
    starts = np.clip(np.arange(len(samples)) - size // 2, 0, len(samples))
    power: npt.NDArray[np.float64] = (sums[ends] - sums[starts]) / np.maximum(ends - starts, 1)
    return power
