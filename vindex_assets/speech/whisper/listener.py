"""Hears windows of one sound: the language of each, its text, decoded again where it is bad, and its words' times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.whisper.cross_attention import align_words
from vindex_assets.speech.whisper.decoding import Decoded, decode, decode_again, is_bad, is_invented, is_silence
from vindex_assets.speech.whisper.encoding import encode, select
from vindex_assets.speech.whisper.languages import (
    DetectedLanguages,
    SpokenPart,
    detect_languages,
    main_language,
    spoken_parts,
)
from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.speech_windows import SpeechWindow
from vindex_search.passages.segments import Word

# A foreign accent passes for the speaker's own language in a phrase, not in a longer stretch of speech.
CERTAIN_S: Final = 12.0
ENGLISH: Final = "en"  # of models that know no other language

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HeardWindow:
    """A window and what was heard in it, with word times from the window's beginning by cross-attention."""

    window: SpeechWindow
    language: str
    decoded: Decoded
    words: tuple[Word, ...]


class Listener:
    """Hears windows of one sound.

    Args:
        loaded: The model.
        sound: The whole sound.
        language: The language of the recording; None: it is found, and may change.
    """

    def __init__(self, loaded: LoadedWhisper, sound: Samples, *, language: str | None) -> None:
        self._loaded = loaded
        self._sound = sound
        self._given = language if loaded.model.model.is_multilingual else ENGLISH
        self._detected: list[DetectedLanguages] = []

    def hear(self, windows: Sequence[SpeechWindow]) -> list[HeardWindow]:
        """What is said in some windows, in order; windows of silence are left out, those of two languages divided."""
        encoded = encode(self._loaded, windows, self._sound)
        parts = self._parts(windows, encoded)
        if all(len(each) == 1 for each in parts) and len({each[0].language for each in parts}) == 1:
            return self._hear_encoded(windows, encoded, parts[0][0].language)
        heard: list[HeardWindow] = []
        for language, numbers in _by_language(parts).items():
            same = [windows[number] for number in numbers]
            heard += self._hear_encoded(same, select(encoded, numbers), language)
        heard += [one for each in zip(windows, parts, strict=True) for one in self._hear_divided(*each)]
        return sorted(heard, key=lambda one: one.window.start_s)

    def _parts(self, windows: Sequence[SpeechWindow], encoded: Any) -> list[list[SpokenPart]]:
        if self._given:
            return [[SpokenPart(window, self._given)] for window in windows]
        detected = detect_languages(self._loaded, windows, encoded, self._sound)
        self._detected += detected
        return [spoken_parts(each, main_language(self._detected)) for each in detected]

    def _hear_divided(self, window: SpeechWindow, parts: Sequence[SpokenPart]) -> list[HeardWindow]:
        """A window of several languages, part by part; as a whole where it turns out to be in one; else nothing."""
        if len(parts) == 1:
            return []
        heard = [one for part in parts for one in self._hear_part(part)]
        languages = {one.language for one in heard}
        return heard if len(languages) != 1 else self._hear_windows(languages.pop(), [window])

    def _hear_part(self, part: SpokenPart) -> list[HeardWindow]:
        """A part in its language, or in the recording's where its text is more probable in that one."""
        heard, usual = self._hear_windows(part.language, [part.window]), main_language(self._detected)
        if part.language == usual or part.window.duration_s >= CERTAIN_S:
            return heard
        heard += self._hear_windows(usual, [part.window])
        return sorted(heard, key=lambda one: one.decoded.log_probability)[-1:]

    def _hear_windows(self, language: str, windows: Sequence[SpeechWindow]) -> list[HeardWindow]:
        return self._hear_encoded(windows, encode(self._loaded, windows, self._sound), language)

    def _hear_encoded(self, windows: Sequence[SpeechWindow], encoded: Any, language: str) -> list[HeardWindow]:
        """What is said in windows of one language that were encoded as one batch."""
        tokenizer = tokenizer_of(self._loaded, language)
        first = decode(self._loaded, encoded, len(windows), tokenizer)
        decoded = [self._improved(window, each, tokenizer) for window, each in zip(windows, first, strict=True)]
        durations_s = [window.duration_s for window in windows]
        words = align_words(self._loaded, encoded, tokenizer, [each.tokens for each in decoded], durations_s)
        return [
            HeardWindow(window, language, each, tuple(timed))
            for window, each, timed in zip(windows, decoded, words, strict=True)
            if each.text and not is_invented(each)
        ]

    def _improved(self, window: SpeechWindow, decoded: Decoded, tokenizer: Any) -> Decoded:
        if is_silence(decoded) or not is_bad(decoded):
            return decoded
        return decode_again(self._loaded, encode(self._loaded, [window], self._sound), tokenizer)


def _by_language(parts: Sequence[Sequence[SpokenPart]]) -> dict[str, list[int]]:
    """The numbers of the undivided windows."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, (first, *others) in enumerate(parts):
        if not others:
            numbers[first.language].append(number)
    return numbers


def tokenizer_of(loaded: LoadedWhisper, language: str) -> Any:
    """The model's tokenizer, for text in a language."""
    from faster_whisper.tokenizer import Tokenizer

    model = loaded.model
    return Tokenizer(model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language)
