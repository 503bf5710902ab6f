"""Phrases that are but a part of longer ones: "neural net" of a "deep neural net" that is seldom said alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from vindex_search.models.sparse.words import UNSPACED_PATTERN

FRAGMENT_SHARE: Final = 0.8  # of the places of a phrase: where a longer one stands in as many, that one is meant


def longer_phrases(phrases: Mapping[str, int]) -> dict[int, list[int]]:
    """The numbers of the longer phrases that contain one, by its number.

    Args:
        phrases: The number of each phrase, by its folded text.
    """
    found: dict[int, list[int]] = {}
    for key, number in phrases.items():
        for part in set(_parts(key)):
            if part != key and part in phrases:
                found.setdefault(phrases[part], []).append(number)
    return found


def is_fragment(said: int, said_of_longer: Iterable[int]) -> bool:
    """Whether a phrase is said as a part of a longer one nearly always."""
    return any(longer >= FRAGMENT_SHARE * said for longer in said_of_longer)


def _parts(key: str) -> Iterator[str]:
    """The phrases within a folded phrase; in a script without spaces any letters in a row."""
    words = key.split(" ")
    pieces, joint = (words, " ") if len(words) > 1 or not UNSPACED_PATTERN.search(key) else (list(key), "")
    for start in range(len(pieces)):
        for end in range(start + 1, len(pieces) + 1):
            yield joint.join(pieces[start:end])
