"""Text as it is compared and shown: the same letters always written with the same characters."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SENTENCE_END: Final = re.compile(r"[.!?…。！？]['\")\]]*$")  # of a word: its sentence ends with it
JOINERS: Final = "\u200c\u200d"  # Persian and the scripts of India are misspelt without them


def normalize_text(text: str) -> str:
    """Text in Unicode's composed form (NFC), its spaces single, without marks that are not to be seen.

    Subtitle files bring direction marks, soft hyphens and zero-width spaces; two texts that differ by them look the
    same and are never found with one another.
    """
    shown = "".join(map(_seen, unicodedata.normalize("NFC", text)))
    return " ".join(shown.split())


def _seen(letter: str) -> str:
    """A character, a space in place of a control character, nothing in place of a mark of format."""
    kind = unicodedata.category(letter)
    if kind == "Cf" and letter not in JOINERS:
        return ""
    return " " if kind == "Cc" else letter
