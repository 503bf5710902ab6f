"""Titles of chapters that are made by topic: the words that a part of a talk has and its other parts have not.

A word's weight is how often the part says it, times log(1 + parts / parts that say it): c-TF-IDF of Grootendorst,
"BERTopic" (2022, arXiv:2203.05794), with a part as the class.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

TITLE_WORDS: Final = 3
MIN_SAID: Final = 2  # times in its part: what is said once is no subject
WORD: Final = re.compile(r"[^\W\d_][\w'’-]{2,}")

IsStopWord = Callable[[str], bool]


def topic_titles(parts: Sequence[str], is_stop_word: IsStopWord) -> list[str]:
    """A title for each part of a talk, "" where it has no words of its own.

    Args:
        parts: What is said in each part.
        is_stop_word: Whether a word is one of those that every text has.
    """
    spelled = Counter(word for part in parts for word in WORD.findall(part))
    counts = [Counter(map(_key, WORD.findall(part))) for part in parts]
    spread = Counter(word for count in counts for word in count)
    return [_title(count, spread, len(parts), spelled, is_stop_word) for count in counts]


def _title(
    count: Counter[str], spread: Counter[str], parts: int, spelled: Counter[str], is_stop_word: IsStopWord
) -> str:
    weights = {word: said * math.log(1 + parts / spread[word]) for word, said in count.items() if said >= MIN_SAID}
    own = sorted(weights, key=lambda word: (-weights[word], word))
    chosen: list[str] = []
    for word in own:
        if len(chosen) < TITLE_WORDS and not is_stop_word(word) and not any(_is_form_of(word, one) for one in chosen):
            chosen.append(word)
    title = ", ".join(_as_written(word, spelled) for word in chosen)
    return title[:1].upper() + title[1:]


def _key(word: str) -> str:
    return word.casefold()


def _is_form_of(word: str, other: str) -> bool:
    """Whether two words are likely forms of one: `wave` and `waves`."""
    shorter, longer = sorted((word, other), key=len)
    return longer.startswith(shorter) and len(longer) - len(shorter) <= 2


def _as_written(word: str, spelled: Counter[str]) -> str:
    """A word as it is written most often: names keep their capitals."""
    return max((one for one in spelled if _key(one) == word), key=lambda one: (spelled[one], one))
