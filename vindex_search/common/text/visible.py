r"""Text from files made safe to show on one line: what steers a terminal or hides from readers is written as an escape.

A file name may hold an escape sequence that retitles the terminal, a line feed that forges a line of a log, or U+202E,
after which `gpj.exe` reads as `exe.jpg`. Each such character is shown as Python writes it: `\x1b`, `\n`, `\u202e`.
The page does the same (`web/js/ui/visible.js`).
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Final

from vindex_search.common.text.normalised import JOINERS

# Control and format characters, lone surrogates, separators of lines and of paragraphs.
HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Letters and a mark that are drawn as nothing: a combining joiner, fillers of Hangul, inherent vowels of Khmer.
HIDDEN_LETTERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
# Joiners belong to the spelling after letters without case (Persian, Indic scripts), marks and pictures (families).
JOINED_CATEGORIES: Final = frozenset({"Lo", "Mn", "Mc", "So", "Sk"})


def visible(text: str) -> str:
    """The text on one line, with every character that steers or hides as an escape; all others are kept."""
    if text.isascii() and text.isprintable():
        return text
    pairs = pairwise(("", *text))
    return "".join(_escaped(letter) if _is_hidden(letter, before) else letter for before, letter in pairs)


def visible_lines(text: str) -> str:
    """A text with several lines, such as a traceback: as `visible`, but line feeds are kept.

    All lines but the first are indented, so that none of them reads as a line of the log by itself.
    """
    return "\n  ".join(map(visible, text.split("\n")))


def visible_json(document: str) -> str:
    """A JSON document with the same value, in which no character steers or hides: all such are JSON's own escapes."""
    if document.isascii() and document.isprintable():
        return document
    return "".join(
        _json_escaped(letter) if _is_hidden(letter, "") and letter != "\n" else letter for letter in document
    )


def _is_hidden(letter: str, before: str) -> bool:
    if letter in JOINERS:
        return not before or unicodedata.category(before) not in JOINED_CATEGORIES
    return unicodedata.category(letter) in HIDDEN_CATEGORIES or letter in HIDDEN_LETTERS


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode()


def _json_escaped(letter: str) -> str:
    """As `\\uXXXX`, a pair of surrogates beyond the basic plane."""
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
