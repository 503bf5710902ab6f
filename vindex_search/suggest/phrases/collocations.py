"""The collocations of a video: two to four words that stand together more often than by chance. Pure.

Measured by the log-likelihood ratio (Dunning 1993) of a phrase's first word against the rest and of its last word
against the rest; the smaller one counts. The phrases of one length are counted at once, as arrays: the id of a phrase
is that of the pair of its beginning, one word shorter, and its last word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.suggest.phrases.log_likelihood import log_likelihood
from vindex_search.suggest.phrases.segmentation import TokenIds
from vindex_search.suggest.phrases.word_chains import SpokenText, chains
from vindex_search.suggest.words import fold_text

MAX_LENGTH: Final = 4  # words of a phrase
MIN_LIKELIHOOD: Final = 3.84  # chi-squared, one degree of freedom, 5 %: it has to hold in every video that counts
MAX_PHRASES: Final = 200  # of a video: the most frequent ones; half an hour says some 1,500 once
MAX_WORDS: Final = 200_000  # of a video that are counted: a day of speech
MAX_TEXT: Final = 80  # characters of a phrase
SPELLINGS_READ: Final = 20  # places of a phrase that are looked at for how it is written
NONE: Final = -1  # the id of no phrase

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A collocation of one video.

    Attributes:
        key: The folded text.
        text: As it is written most often.
        said: How often it is said or shown.
        passages: In how many passages and slides.
    """

    key: str
    text: str
    said: int
    passages: int


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a video in a row, a break after each chain: ids (NONE: a break), and where each stands."""

    ids: Numbers
    may_end: Flags
    compound: Flags
    passages: Numbers
    spans: Numbers


@dataclass(frozen=True, slots=True)
class _Grams:
    """The sequences of one length: at each word the id of the one that begins there, and how often each one is."""

    length: int
    ids: Numbers
    counts: Numbers


class _Candidate(NamedTuple):
    """A phrase in the order in which they are kept, and the words at which it begins."""

    said: int
    likelihood: float
    first: int
    grams: _Grams

    @property
    def rank(self) -> tuple[int, float, int]:
        return -self.said, -self.likelihood, self.first


def collocations(texts: Sequence[SpokenText], token_ids: TokenIds) -> list[Phrase]:
    """The phrases of a video, the most frequent ones and then the most tightly bound ones first.

    Args:
        texts: Its passages and slides, without what a passage repeats of the one before.
        token_ids: The token ids of a text by the rules of a language.
    """
    words = _read_words(texts, token_ids)
    best = sorted(_candidates(words), key=lambda one: one.rank)[:MAX_PHRASES]
    phrases = (_phrase(texts, words, one) for one in best)
    return [one for one in phrases if one.key and len(one.text) <= MAX_TEXT]


def _read_words(texts: Sequence[SpokenText], token_ids: TokenIds) -> _Words:
    numbers: dict[str, int] = {}
    rows: list[tuple[int, bool, bool, int, int, int]] = []
    for passage, spoken in enumerate(texts):
        for chain in chains(spoken, token_ids):
            for word in chain:
                number = numbers.setdefault(word.folded, len(numbers))
                rows.append((number, word.may_end, word.compound, passage, *word.span))
            rows.append((NONE, False, False, passage, 0, 0))
        if len(rows) > MAX_WORDS:
            break
    table = np.array(rows, dtype=np.int64).reshape(-1, 6)
    return _Words(table[:, 0], table[:, 1] > 0, table[:, 2] > 0, table[:, 3], table[:, 4:])


def _candidates(words: _Words) -> Iterator[_Candidate]:
    single = _Grams(1, words.ids, np.bincount(words.ids[words.ids != NONE]))
    yield from _best_of(single, words.compound, np.full(len(single.counts), MIN_LIKELIHOOD))
    shorter = single
    for length in range(2, MAX_LENGTH + 1):
        grams = _one_longer(shorter, words.ids)
        if not len(grams.counts):
            return
        last = np.roll(words.ids, 1 - length)
        may_be = words.may_end & np.roll(words.may_end, 1 - length)
        if length == 2:
            may_be &= words.ids != last  # "very very"
        yield from _best_of(grams, may_be, _likelihoods(grams, shorter, single))
        shorter = grams


def _one_longer(grams: _Grams, words: Numbers) -> _Grams:
    """The sequences with one word more; none goes over a break."""
    following = np.roll(words, -grams.length)
    following[-grams.length :] = NONE
    whole = (grams.ids != NONE) & (following != NONE)
    pairs = grams.ids[whole] * (words.max(initial=0) + 1) + following[whole]
    _, numbers = np.unique(pairs, return_inverse=True)
    ids = np.full(len(words), NONE)
    ids[whole] = numbers
    return _Grams(grams.length + 1, ids, np.bincount(numbers))


def _likelihoods(grams: _Grams, shorter: _Grams, single: _Grams) -> npt.NDArray[np.float64]:
    """Per sequence the likelihood of its weaker end, by the first place where it stands."""
    _, first = np.unique(grams.ids, return_index=True)
    first = first[-len(grams.counts) :]  # without that of NONE
    total = int(single.counts.sum())
    beginning = shorter.counts[shorter.ids[first]], single.counts[single.ids[first + grams.length - 1]]
    ending = single.counts[single.ids[first]], shorter.counts[shorter.ids[first + 1]]
    return np.minimum(*(log_likelihood(grams.counts, left, right, total) for left, right in (beginning, ending)))


def _best_of(grams: _Grams, may_be: Flags, likelihoods: npt.NDArray[np.float64]) -> list[_Candidate]:
    """The sequences that may be phrases and are bound tightly enough, no more than are kept."""
    ids, first = np.unique(grams.ids, return_index=True)
    fits = (ids != NONE) & may_be[first]
    ids, first = ids[fits], first[fits]
    bound = likelihoods[ids] >= MIN_LIKELIHOOD
    ids, first = ids[bound], first[bound]
    order = np.lexsort((first, -likelihoods[ids], -grams.counts[ids]))[:MAX_PHRASES]
    return [_Candidate(int(grams.counts[ids[at]]), float(likelihoods[ids[at]]), int(first[at]), grams) for at in order]


def _phrase(texts: Sequence[SpokenText], words: _Words, one: _Candidate) -> Phrase:
    places = np.flatnonzero(one.grams.ids == one.grams.ids[one.first])
    written = Counter(_written(texts, words, int(at), one.grams.length) for at in places[:SPELLINGS_READ])
    text = min(written, key=lambda text: (-written[text], text))
    return Phrase(fold_text(text), text, len(places), len(np.unique(words.passages[places])))


def _written(texts: Sequence[SpokenText], words: _Words, at: int, length: int) -> str:
    start, end = words.spans[at, 0], words.spans[at + length - 1, 1]
    return " ".join(texts[words.passages[at]].text[start:end].split())
