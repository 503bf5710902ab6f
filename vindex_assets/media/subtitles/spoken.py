"""How many words of subtitles are spoken: sounds, music and names of speakers are not."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# [Music], (applause), *sighs* and their full-width forms; a bracket that is never closed hides nothing.
SOUNDS: Final = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|\*[^*]*\*|（[^（）]*）|【[^【】]*】|［[^［］]*］|〔[^〔〕]*〕")
SPEAKER: Final = re.compile(r"^[ >-]{0,9}[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я0-9 .'-]{0,30}:(?=\s|$)", re.MULTILINE)
PICTURE: Final = "#xywh="  # part of a picture: of a file of previews, https://www.w3.org/TR/media-frags/
UNSPACED_SCRIPTS: Final = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
LETTERS_PER_WORD: Final = 2  # of a script without spaces


def count_spoken_words(text: str) -> int:
    """Words of a text that somebody says; where words are not parted by spaces, half as many as letters."""
    spoken = SPEAKER.sub("", SOUNDS.sub(" ", text))
    return sum(_words_in(word) for word in spoken.split())


def _words_in(word: str) -> int:
    letters = [letter for letter in word if letter.isalnum()]
    if not letters or PICTURE in word:
        return 0
    is_spaced = word.isascii() or not unicodedata.name(letters[0], "").startswith(UNSPACED_SCRIPTS)
    return 1 if is_spaced else max(1, len(letters) // LETTERS_PER_WORD)
