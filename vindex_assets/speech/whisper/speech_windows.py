"""Voice activity: where somebody speaks, as windows of at most half a minute, which is what Whisper takes at once.

sound      |....speech...speech..........speech.....music......speech|
windows    |    [---------------]        [----]                [-----]
phrases    |    [------][-------]        [----]                [-----]
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech import lazy_imports
from vindex_assets.speech.pcm import SAMPLE_RATE
from vindex_assets.speech.whisper.loading import LoadedWhisper

WINDOW_S: Final = 30.0
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
        scores = loaded.vad({"waveform": loaded.vad.preprocess_audio(sound), "sample_rate": SAMPLE_RATE})
        merged = loaded.vad.merge_chunks(
            scores, WINDOW_S, onset=loaded.vad_params["vad_onset"], offset=loaded.vad_params["vad_offset"]
        )
    length_s = len(sound) / SAMPLE_RATE
    return [SpeechWindow(float(chunk["start"]), min(float(chunk["end"]), length_s)) for chunk in merged]


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
