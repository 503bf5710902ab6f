"""The spellings of a word without its accents: as people type it whose keyboard lacks them. Pure.

Unicode's canonical decomposition takes the accents off a letter; letters that it leaves whole are in a table. Only
marks that are left out in writing are dropped: the vowel signs of Hindi or Thai and the voicing marks of Japanese make
other words. German, Nordic and other letters are also written as two ("Mueller"), so that a word has two spellings.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from vindex_search.common.text.unicode_forms import to_form

CACHE_SIZE: Final = 65_536  # words; most texts are made of the same ones

# Accents of the Latin, Greek and Cyrillic scripts; Hebrew vowel points and cantillation; Arabic vowel signs, hamza
# above and below, and the stroke that stretches a word.
DROPPED_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc]"
)
# Letters of their own, which nobody types without their mark: Cyrillic short i, yi and short u.
WHOLE_LETTERS: Final = frozenset("йїў")
# Letters that do not decompose, in lower case, as keyboards without them type them.
PLAIN_LETTERS: Final = str.maketrans(
    {
        **{"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"},
        **{"ħ": "h", "ŧ": "t", "ŋ": "n", "ə": "e", "ŀ": "l", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ſ": "s"},
        **{"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا"},  # one letter in the Arabic script, however it is typed
    }
)
# Letters that are written as two where they are missing: Müller as Mueller, Sørensen as Soerensen, Århus as Aarhus.
LETTER_PAIRS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
FINAL_SIGMA: Final = re.compile(r"σ\b")


@lru_cache(CACHE_SIZE)
def fold(text: str) -> str:
    """A text in lower case and without accents; texts that differ by nothing else fold to the same."""
    composed = to_form("NFKC", text).casefold()
    if composed.isascii():
        return composed
    bare = "".join(letter if letter in WHOLE_LETTERS else _without_marks(letter) for letter in composed)
    return FINAL_SIGMA.sub("ς", to_form("NFC", bare.translate(PLAIN_LETTERS)))


@lru_cache(CACHE_SIZE)
def spellings(word: str) -> tuple[str, ...]:
    """The other spellings of a word, in lower case: without accents, and with two letters in the place of one."""
    if word.isascii():
        return ()
    own = to_form("NFKC", word).lower()
    found = dict.fromkeys([fold(own), fold(own.translate(LETTER_PAIRS))])
    return tuple(spelling for spelling in found if spelling and spelling != own)


def _without_marks(letter: str) -> str:
    return DROPPED_MARKS.sub("", unicodedata.normalize("NFKD", letter))
