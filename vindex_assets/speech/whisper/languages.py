"""Spoken languages: that of a recording, and that of each window in which another one is spoken."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.speech_windows import SpeechWindow

MAX_SPANS: Final = 4  # half minutes of speech that are asked where the first is not sure
SURE: Final = 0.8  # probability of a language from which on it is believed

Samples = npt.NDArray[np.float32]


def main_language(loaded: LoadedWhisper, windows: list[SpeechWindow], sound: Samples) -> str:
    """The language of what is spoken, wherever in the sound that is: the first half minute may be music."""
    speech = np.concatenate([sound[0:0], *(window.samples(sound) for window in windows)])
    detected: tuple[str, float, Any] = loaded.model.detect_language(
        audio=speech, language_detection_segments=MAX_SPANS, language_detection_threshold=SURE
    )
    return detected[0]


def window_languages(loaded: LoadedWhisper, encoded: Any, main: str) -> list[str]:
    """The language of each encoded window: the recording's, unless the model is sure of another one."""
    if not loaded.model.model.is_multilingual:
        return [main] * int(encoded.shape[0])
    languages = []
    for probabilities in loaded.model.model.detect_language(encoded):
        token, probability = probabilities[0]
        languages.append(token[2:-2] if probability >= SURE else main)
    return languages
