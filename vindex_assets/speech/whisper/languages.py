"""Spoken languages: that of a recording, and where in a window which one is spoken.

Whisper writes a whole window in one language, and translates or invents what is said in it in another one. A window
of which the model is sure is taken whole; another one is asked phrase by phrase, and cut where the language changes:

    window     [ Permission is hereby granted ...           Jeden, der diese Software ... ]    de 0.81, en 0.19
    phrases    [ en 1.00  ][ en 1.00   ][ en 0.99       ][ de 1.00     ][ de 1.00         ]
    parts      [ en                                     ][ de                             ]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.whisper.encoding import encode
from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.speech_windows import SpeechWindow, split_phrases

MAX_SPANS: Final = 4  # half minutes of speech that are asked where the first is not sure
SURE: Final = 0.8  # probability of a language from which on it is believed
# A window with two languages in it gave the longer one up to 0.96, windows with one nearly always more.
UNDIVIDED: Final = 0.97
CANDIDATE: Final = 0.03  # probability in a window from which on a language may be that of one of its phrases

Samples = npt.NDArray[np.float32]
Probabilities = Mapping[str, float]
"""By ISO 639-1 code, as Whisper knows them."""


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """A window, or a part of one, and the language that is spoken in it."""

    window: SpeechWindow
    language: str


def main_language(loaded: LoadedWhisper, windows: Sequence[SpeechWindow], sound: Samples) -> str:
    """The language of what is spoken, wherever in the sound that is: the first half minute may be music."""
    speech = np.concatenate([window.samples(sound) for window in windows])
    detected: tuple[str, float, Any] = loaded.model.detect_language(
        audio=speech, language_detection_segments=MAX_SPANS, language_detection_threshold=SURE
    )
    return detected[0]


def spoken_parts(
    loaded: LoadedWhisper, windows: Sequence[SpeechWindow], encoded: Any, sound: Samples, main: str
) -> list[list[SpokenPart]]:
    """Each window's parts in order: one, unless several languages are spoken in it.

    Args:
        loaded: The model.
        windows: Of the sound.
        encoded: The same windows through the encoder, as one batch.
        sound: The whole sound.
        main: The language of the recording, for what the model is not sure of.
    """
    if not loaded.model.model.is_multilingual:
        return [[SpokenPart(window, main)] for window in windows]
    detected = language_probabilities(loaded, encoded)
    return [_parts(loaded, window, found, sound, main) for window, found in zip(windows, detected, strict=True)]


def language_probabilities(loaded: LoadedWhisper, encoded: Any) -> list[Probabilities]:
    """The probabilities of all languages for each encoded window, the most probable one first."""
    detected = loaded.model.model.detect_language(encoded)
    return [{token[2:-2]: float(probability) for token, probability in each} for each in detected]


def _parts(
    loaded: LoadedWhisper, window: SpeechWindow, detected: Probabilities, sound: Samples, main: str
) -> list[SpokenPart]:
    language, probability = next(iter(detected.items()))
    whole = [SpokenPart(window, language if probability >= SURE else main)]
    candidates = {code for code, share in detected.items() if share >= CANDIDATE}
    if probability >= UNDIVIDED or len(candidates) < 2:
        return whole
    phrases = split_phrases(window, sound)
    if len(phrases) < 2:
        return whole
    spoken = [_sure_language(each, candidates) for each in _phrase_probabilities(loaded, phrases, sound)]
    return whole if len(set(spoken) - {None}) < 2 else join_phrases(phrases, spoken)


def _phrase_probabilities(
    loaded: LoadedWhisper, phrases: Sequence[SpeechWindow], sound: Samples
) -> list[Probabilities]:
    """One at a time: the memory of a batch was reckoned without them."""
    return [language_probabilities(loaded, encode(loaded, [phrase], sound))[0] for phrase in phrases]


def _sure_language(detected: Probabilities, candidates: set[str]) -> str | None:
    """The language of a phrase, among those of its window; None where the model is not sure."""
    language, probability = next(iter(detected.items()))
    return language if probability >= SURE and language in candidates else None


def join_phrases(phrases: Sequence[SpeechWindow], spoken: Sequence[str | None]) -> list[SpokenPart]:
    """Neighbouring phrases of one language as one part; a phrase without one has that of the phrase before it.

    Args:
        phrases: Of a window, in order.
        spoken: The language of each; at least one has one.
    """
    languages: list[str] = []
    for language in spoken:
        languages.append(language or (languages[-1] if languages else next(filter(None, spoken))))
    runs = groupby(zip(phrases, languages, strict=True), key=lambda each: each[1])
    return [_joined([phrase for phrase, _ in run], language) for language, run in runs]


def _joined(phrases: Sequence[SpeechWindow], language: str) -> SpokenPart:
    return SpokenPart(SpeechWindow(phrases[0].start_s, phrases[-1].end_s), language)
