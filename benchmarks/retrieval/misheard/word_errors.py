"""A seeded model of a recogniser's word errors: words replaced by what sounds like them, left out, and put in.

The shares are those of conversational speech: about two thirds of the errors are substitutions, and more words are left
out than put in (NIST's evaluations of telephone speech). Rare words are misheard up to three times as often as the
commonest ones; short words are left out most. A word is replaced by one of the set's own vocabulary, the nearer in
sound and the commoner, the likelier, since a language model decides between what sounds alike. Words of the same stem
are no substitutes: a search would not notice, and what is measured here should be no milder than recognisers are.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from math import exp, log
from typing import Final, NamedTuple

import numpy as np

from benchmarks.retrieval.misheard.sounds import distances, pronounce

SHARES: Final = {"substitution": 0.65, "deletion": 0.20, "insertion": 0.15}  # of all errors
RARE_FACTOR: Final = 3.0  # how much oftener the rarest word is replaced than the commonest
CANDIDATES: Final = 8  # words nearest in sound, of which one is drawn
SHARPNESS: Final = 1.5  # a phone farther makes a word exp(SHARPNESS) times less likely
COMMONNESS: Final = 0.5  # power of a word's frequency in its likelihood
MAX_INSERTED_PHONES: Final = 3  # what is put in is short: a, the, and
MAX_CHANCE: Final = 0.95
WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

Cue = tuple[float, float, str]


class _Chances(NamedTuple):
    """How likely each error is for one word."""

    substitution: float
    deletion: float


class WordErrors:
    """Puts errors into captions.

    Args:
        captions: Those of the whole set: its words are what is heard instead.
        stem_of: Tells words apart; those with one stem are not taken for each other.
    """

    def __init__(self, captions: Iterable[str], stem_of: Callable[[str], object]) -> None:
        self._counts = Counter(word for text in captions for word in words_of(text))
        self._total = sum(self._counts.values())
        self._vocabulary = [word for word in self._counts if pronounce(word)]
        self._sounds = [pronounce(word) for word in self._vocabulary]
        self._stem_of = lru_cache(None)(stem_of)
        self._substitutes = lru_cache(None)(self._find_substitutes)
        self._inserted = [word for word in self._vocabulary if len(pronounce(word)) <= MAX_INSERTED_PHONES]
        self._inserted_weights = [self._counts[word] for word in self._inserted]
        self._replaced_mean = self._mean(self._rarity_weight)
        self._dropped_mean = self._mean(_shortness_weight)

    def mishear(self, cues: Iterable[Cue], rate: float, seed: str) -> tuple[Cue, ...]:
        """The captions with a share of `rate` of their words in error; the same for the same seed."""
        chance = random.Random(seed)
        return tuple((start, end, self._mishear_text(text, rate, chance)) for start, end, text in cues)

    def _mishear_text(self, text: str, rate: float, chance: random.Random) -> str:
        """Between the words everything stays as it is, so that sentences end where they did."""
        replaced = WORD.sub(lambda word: self._heard(word[0], rate, chance), text)
        return re.sub(r" +", " ", replaced).strip()

    def _heard(self, word: str, rate: float, chance: random.Random) -> str:
        """What is heard for a word: nothing, it or another one, and perhaps one more."""
        chances, drawn = self._chances(word.lower(), rate), chance.random()
        heard = word
        if drawn < chances.deletion:
            heard = ""
        elif drawn < chances.deletion + chances.substitution:
            heard = self._substitute(word, chance)
        if chance.random() < rate * SHARES["insertion"]:
            heard += " " + chance.choices(self._inserted, self._inserted_weights)[0]
        return heard

    def _chances(self, word: str, rate: float) -> _Chances:
        replaced = rate * SHARES["substitution"] * self._rarity_weight(word) / self._replaced_mean
        dropped = rate * SHARES["deletion"] * _shortness_weight(word) / self._dropped_mean
        return _Chances(min(replaced, MAX_CHANCE), min(dropped, 1.0 - min(replaced, MAX_CHANCE)))

    def _substitute(self, word: str, chance: random.Random) -> str:
        words, weights = self._substitutes(word.lower())
        heard = chance.choices(words, weights)[0] if words else word
        return heard.capitalize() if word[:1].isupper() else heard

    def _find_substitutes(self, word: str) -> tuple[list[str], list[float]]:
        """The words that sound most like one, each with its weight."""
        sound = pronounce(word)
        if not sound:
            return [], []
        far, stem = distances(sound, self._sounds), self._stem_of(word)
        nearest = (int(row) for row in np.argsort(far, kind="stable"))
        others = [row for _, row in zip(range(CANDIDATES), self._of_other_stems(nearest, stem), strict=False)]
        weights = [
            exp(-SHARPNESS * float(far[row])) * self._counts[self._vocabulary[row]] ** COMMONNESS for row in others
        ]
        return [self._vocabulary[row] for row in others], weights

    def _of_other_stems(self, rows: Iterable[int], stem: object) -> Iterator[int]:
        return (row for row in rows if self._stem_of(self._vocabulary[row]) != stem)

    def _rarity_weight(self, word: str) -> float:
        """From 1 of the commonest word to RARE_FACTOR of one that is said once."""
        if self._total <= 1:
            return 1.0
        rarity = log(self._total / max(1, self._counts[word])) / log(self._total)
        return 1.0 + (RARE_FACTOR - 1.0) * rarity

    def _mean(self, weight: Callable[[str], float]) -> float:
        """The mean weight of a spoken word."""
        return sum(count * weight(word) for word, count in self._counts.items()) / max(1, self._total)


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without numbers."""
    return [word.lower() for word in WORD.findall(text)]


def _shortness_weight(word: str) -> float:
    return 1.0 / max(1, len(pronounce(word)))
