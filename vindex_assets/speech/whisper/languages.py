"""Spoken languages: which one is spoken where.

Whisper writes a whole window in one language, and translates or invents what is said in it in another one. A window
of which the model is all but certain is taken whole; another one is asked phrase by phrase, for a single phrase or an
accent may decide the answer for half a minute (an English lecture with a Dutch accent was Dutch with 0.91, and five
of its six phrases English). It is cut where the language changes:

    window     [ Permission is hereby granted ...           Jeden, der diese Software ... ]    de 0.81, en 0.19
    phrases    [ en 1.00  ][ en 1.00   ][ en 0.99       ][ de 1.00     ][ de 1.00         ]    de 0.40, en 0.60
    parts      [ en                                     ][ de                             ]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.whisper.encoding import encode, encoded_phrases
from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.speech_windows import SpeechWindow, split_phrases

SURE: Final = 0.8  # probability of a language from which on it is believed
# From this probability on, nothing else is looked for. Windows of two languages gave one of them up to 0.96, most
# windows of one language more.
CERTAIN: Final = 0.97
# To which a phrase is padded where only its language is asked. Padded to half a minute as for text it takes 0.9 s of
# processor instead of 0.14 s.
PHRASE_CONTEXT_S: Final = 10.0

Samples = npt.NDArray[np.float32]
Probabilities = Mapping[str, float]
"""By ISO 639-1 code, as Whisper knows them."""


@dataclass(frozen=True, slots=True)
class DetectedLanguages:
    """What the model hears in a window.

    Attributes:
        window: Of the sound.
        probabilities: Of the whole; where it was asked phrase by phrase, the mean over their seconds.
        phrases: In order, each with its own; empty where the model is certain of the whole.
    """

    window: SpeechWindow
    probabilities: Probabilities
    phrases: tuple[tuple[SpeechWindow, Probabilities], ...] = ()


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """A window, or a part of one, and the language that is spoken in it."""

    window: SpeechWindow
    language: str


def detect_languages(
    loaded: LoadedWhisper, windows: Sequence[SpeechWindow], encoded: Any, sound: Samples
) -> list[DetectedLanguages]:
    """The languages in each window.

    Args:
        loaded: A model of several languages.
        windows: Of the sound.
        encoded: The same windows through the encoder, as one batch.
        sound: The whole sound.
    """
    detected: list[DetectedLanguages] = []
    for number, (window, answer) in enumerate(zip(windows, loaded.model.model.detect_language(encoded), strict=True)):
        probabilities = _probabilities(answer)
        is_certain = max(probabilities.values()) >= CERTAIN
        phrases = [window] if is_certain else split_phrases(window, sound)
        if len(phrases) < 2:
            detected.append(DetectedLanguages(window, probabilities))
        else:
            asked = _ask_phrases(loaded, phrases, encoded_phrases(encoded, number, window, phrases), sound)
            detected.append(DetectedLanguages(window, _mean(asked), asked))
    return detected


def _ask_phrases(
    loaded: LoadedWhisper, phrases: Sequence[SpeechWindow], encoded: Sequence[Any], sound: Samples
) -> tuple[tuple[SpeechWindow, Probabilities], ...]:
    """The probabilities of each phrase, from the encoding of its window, in which neighbours leave their traces.

    Where those are sure of two languages, each phrase is encoded by itself.
    """
    found = [_probabilities(loaded.model.model.detect_language(each)[0]) for each in encoded]
    if len(set(map(_sure_language, found)) - {None}) >= 2:
        by_themselves = encode(loaded, phrases, sound, context_s=PHRASE_CONTEXT_S)
        found = [_probabilities(answer) for answer in loaded.model.model.detect_language(by_themselves)]
    return tuple(zip(phrases, found, strict=True))


def _probabilities(answer: Iterable[tuple[str, float]]) -> Probabilities:
    """Of CTranslate2's answer, which has tokens such as `<|en|>`."""
    return {token[2:-2]: float(probability) for token, probability in answer}


def _mean(phrases: Sequence[tuple[SpeechWindow, Probabilities]]) -> Probabilities:
    total_s = sum(phrase.duration_s for phrase, _ in phrases)
    sums: Counter[str] = Counter()
    for phrase, probabilities in phrases:
        sums.update({language: share * phrase.duration_s for language, share in probabilities.items()})
    return {language: share / total_s for language, share in sums.items()}


def main_language(detected: Iterable[DetectedLanguages]) -> str:
    """The language in which most seconds are spoken, in at least one window."""
    seconds: Counter[str] = Counter()
    for each in detected:
        seconds.update({code: share * each.window.duration_s for code, share in each.probabilities.items()})
    return max(seconds, key=lambda code: seconds[code])


def spoken_parts(detected: DetectedLanguages, main: str) -> list[SpokenPart]:
    """The parts of a window in order: one, unless the model is sure of different languages in its phrases.

    Args:
        detected: In the window.
        main: The language of the recording, for what the model is not sure of.
    """
    spoken = [_sure_language(probabilities) for _, probabilities in detected.phrases]
    if len(set(spoken) - {None}) < 2:
        return [SpokenPart(detected.window, _sure_language(detected.probabilities) or main)]
    return join_phrases([phrase for phrase, _ in detected.phrases], spoken)


def _sure_language(probabilities: Probabilities) -> str | None:
    language = max(probabilities, key=lambda code: probabilities[code])
    return language if probabilities[language] >= SURE else None


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
