"""Normalisation of text for comparison and display."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from vindex_search.common.text.unicode_forms import to_form

SENTENCE_END: Final = re.compile(r"[.!?…。！？]['\")\]]*$")  # matched against a word: it ends its sentence
JOINERS: Final = "\u200c\u200d"  # zero-width (non-)joiners: part of the spelling in Persian and Indic scripts


def normalize_text(text: str) -> str:
    """Compose Unicode (NFC), collapse white space and drop invisible format characters.

    Subtitle files contain direction marks, soft hyphens and zero-width spaces. Texts that differ by them look equal and
    would not match.
    """
    visible = "".join(map(_visible, to_form("NFC", text)))
    return " ".join(visible.split())


def _visible(character: str) -> str:
    """The character; a space for a control character, nothing for a format character."""
    category = unicodedata.category(character)
    if category == "Cf" and character not in JOINERS:
        return ""
    return " " if category == "Cc" else character
