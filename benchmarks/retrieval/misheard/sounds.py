"""How words sound, and how alike two of them sound.

    knight    N AY T         the CMU pronouncing dictionary, which PocketSphinx brings
    SmartKom  S M AA R T K AO M    not in it: from the spelling, roughly

Each phone is one letter, so that a pronunciation is a string. The distance of two is half the Levenshtein distance of
their phones and half that of the families of their phones: p for b costs half of what p for s costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

DICTIONARY: Final = Path("en-us") / "cmudict-en-us.dict"
# Phones of the ARPABET; those of one family are taken for each other by listeners and recognisers.
FAMILIES: Final = (
    *("P B", "T D", "K G", "F V", "TH DH", "S Z", "SH ZH", "CH JH", "M N NG", "L R ER", "W", "Y", "HH"),
    *("IY IH EY EH", "AE AH AA AO", "UH UW OW", "AY OY AW"),
)
PHONES: Final = tuple(chain.from_iterable(family.split() for family in FAMILIES))
LETTER_OF: Final = {phone: chr(ord("A") + number) for number, phone in enumerate(PHONES)}
TO_FAMILY: Final = str.maketrans({
    LETTER_OF[phone]: LETTER_OF[family.split()[0]] for family in FAMILIES for phone in family.split()
})  # fmt: skip
# What letters mostly stand for, longest first; for words that the dictionary lacks. Other letters are silent.
SPELLINGS: Final[Mapping[str, str]] = {
    **{"tion": "SH AH N", "igh": "AY", "sch": "S K", "tch": "CH", "dge": "JH", "ough": "OW"},
    **{"ch": "CH", "sh": "SH", "th": "TH", "ph": "F", "gh": "G", "ck": "K", "qu": "K W", "wh": "W", "kn": "N"},
    **{"ng": "NG", "ee": "IY", "ea": "IY", "oo": "UW", "ou": "AW", "ow": "OW", "ai": "EY", "ay": "EY", "oi": "OY"},
    **{"oy": "OY", "au": "AO", "aw": "AO", "ie": "IY", "er": "ER", "ir": "ER", "ur": "ER"},
    **{"a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH"},
    **{"k": "K", "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T"},
    **{"u": "AH", "v": "V", "w": "W", "x": "K S", "y": "IY", "z": "Z"},
}
SPELLING: Final = re.compile("|".join(sorted(SPELLINGS, key=lambda letters: -len(letters))))
DOUBLED: Final = re.compile(r"([b-df-hj-np-tv-z])\1")

Distances = npt.NDArray[np.float64]


def pronounce(word: str) -> str:
    """The phones of a word, a letter each; empty where it has no letter from a to z.

    Args:
        word: In lower case.
    """
    known = _dictionary().get(word)
    return known if known is not None else _spelled_out(word)


def distances(one: str, others: Sequence[str]) -> Distances:
    """How far a pronunciation is from others, in phones."""
    phones = cdist([one], others, scorer=Levenshtein.distance)[0]
    families = cdist(
        [one.translate(TO_FAMILY)], [other.translate(TO_FAMILY) for other in others], scorer=Levenshtein.distance
    )[0]
    mean: Distances = (phones.astype(np.float64) + families.astype(np.float64)) / 2
    return mean


def _spelled_out(word: str) -> str:
    found = SPELLING.findall(DOUBLED.sub(r"\1", word))
    return "".join(LETTER_OF[phone] for letters in found for phone in SPELLINGS[letters].split())


@lru_cache(1)
def _dictionary() -> dict[str, str]:
    """The first pronunciation of every word."""
    from pocketsphinx import get_model_path

    lines = Path(get_model_path(str(DICTIONARY))).read_text(encoding="utf-8").splitlines()
    return {word: "".join(LETTER_OF[phone] for phone in phones) for word, phones in _entries(lines)}


def _entries(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Words with their phones; further pronunciations, as in `read(2)`, are left out."""
    for line in lines:
        word, *phones = line.split()
        if not word.endswith(")"):
            yield word, phones
