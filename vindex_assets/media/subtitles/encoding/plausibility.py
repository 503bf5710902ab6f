"""How well letters beyond ASCII fit together, and into a language: a wrong code page makes odd words."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from vindex_assets.media.subtitles.encoding.alphabets import LATIN_CODE_PAGES, LETTERS

RARE: Final[Mapping[str, float]] = {"is": 0.6}  # whose letters would otherwise be found in any Turkish word
FOREIGN_POWER: Final = 3  # a tenth of letters that the language has not makes its code page less likely by a quarter
MIXED_FACTOR: Final = 0.05  # a word of two scripts, such as "Perchй": hardly anybody writes one
MIN_FIT: Final = 0.05  # a code page is never ruled out: names are spelt with any letters
WORD: Final = re.compile(r"[^\W\d_]{2,60}")
PUNCTUATION: Final = frozenset("“”„‟‘’‚…–—«»¿¡♪·•°©®™€£§´`\xa0\xad")


def plausibility(text: str, code_page: str) -> float:
    """How well the letters beyond ASCII fit together and, in Latin script, into one of the languages; 0 to 1."""
    words = {word for word in WORD.findall(text) if not word.isascii()}
    mixed = sum(len({_script(letter) for letter in word}) > 1 for word in words)
    scripts = math.pow(MIXED_FACTOR, min(1.0, 2 * mixed / max(1, len(words))))
    return scripts * _language_fit(text, code_page)


def _script(letter: str) -> str:
    """The script of a letter, by its name in Unicode; kana, hanzi and hangul stand together in words."""
    script = unicodedata.name(letter, "?").split(" ", 1)[0]
    return "EAST ASIAN" if script in {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA"} else script


def _language_fit(text: str, code_page: str) -> float:
    """Share of the characters beyond ASCII that a language has: that of the best of the code page's languages."""
    beyond = [letter.lower() for letter in text if letter > "\x7f" and letter not in PUNCTUATION]
    if code_page not in LATIN_CODE_PAGES or not beyond:
        return 1.0
    languages = LATIN_CODE_PAGES[code_page]
    best = max(RARE.get(each, 1.0) * sum(letter in LETTERS[each] for letter in beyond) for each in languages)
    return math.pow(max(MIN_FIT, best / len(beyond)), FOREIGN_POWER)
