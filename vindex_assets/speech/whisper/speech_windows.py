"""Voice activity: where somebody speaks, as windows of at most half a minute, which is what Whisper takes at once.

sound      |....speech...speech..........speech.....music......speech|
windows    |    [---------------]        [----]                [-----]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech import lazy_imports
from vindex_assets.speech.pcm import SAMPLE_RATE
from vindex_assets.speech.whisper.loading import LoadedWhisper

WINDOW_S: Final = 30.0

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SpeechWindow:
    """A window, in seconds of the sound, and the stretches of speech in it, likewise."""

    start_s: float
    end_s: float
    stretches: tuple[tuple[float, float], ...]

    def samples(self, sound: Samples) -> Samples:
        """The sound of the window."""
        return sound[round(self.start_s * SAMPLE_RATE) : round(self.end_s * SAMPLE_RATE)]

    def split(self) -> list[SpeechWindow]:
        """A window for each of its stretches."""
        return [SpeechWindow(start_s, end_s, ((start_s, end_s),)) for start_s, end_s in self.stretches]


def find_speech(loaded: LoadedWhisper, sound: Samples) -> list[SpeechWindow]:
    """The windows of a sound in order; none where nobody speaks."""
    with lazy_imports.suppress_warnings():
        scores = loaded.vad({"waveform": loaded.vad.preprocess_audio(sound), "sample_rate": SAMPLE_RATE})
        merged = loaded.vad.merge_chunks(
            scores, WINDOW_S, onset=loaded.vad_params["vad_onset"], offset=loaded.vad_params["vad_offset"]
        )
    return [_window(chunk["start"], chunk["end"], chunk["segments"]) for chunk in merged]


def _window(start_s: float, end_s: float, stretches: Sequence[tuple[float, float]]) -> SpeechWindow:
    return SpeechWindow(float(start_s), float(end_s), tuple((float(start), float(end)) for start, end in stretches))
