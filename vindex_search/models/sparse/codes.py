"""Codes in a text, such as number plates and part numbers, and the parts that they are asked for by. Pure.

    text        M-AB 1234          XK4471B           e-mail
    pieces      m  ab  1234        xk  4471  b       e  mail
    parts       mab ab1234         xk 4471 b         email
                mab1234            xk4471 4471b

Pieces end at separators, and where letters and digits meet. A part is one piece or several in a row, without what
separates them; those that are words of the text anyway are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final, NamedTuple

MAX_PIECES: Final = 6  # of a code; a longer run is an address or a list
MAX_JOINED_WORDS: Final = 3  # of letters alone: "U.S.A." and "re-entry", not every hyphenated phrase
MIN_SPLIT_LENGTH: Final = 5  # characters of a word that is asked for by a part; "H2O" and "Q3" are as a whole

_LETTER: Final = r"[^\W\d_]"
_SEPARATOR: Final = r"[-\u2010\u2011\u2013./_]"
_GROUP: Final = r"[A-ZÄÖÜ0-9]{1,5}"
CODE: Final = re.compile(
    rf"(?<![\w.,:])(?:"
    rf"{_GROUP}(?:{_SEPARATOR}{_GROUP})*(?: {_GROUP}){{1,2}}"  # capitals and digits: M-AB 1234, AB12 CDE, B XY 77
    rf"|{_LETTER}{{1,3}}-{_LETTER}{{1,2}} \d{{1,4}}"  # the same in small letters
    rf"|[^\W_]+(?:{_SEPARATOR}[^\W_]+)+"  # XK-4471-B, covid-19, e-mail
    rf"|(?=\w*\d)(?=\w*{_LETTER})[^\W_]+"  # XK4471B
    rf")(?!\w)"
)
PIECE: Final = re.compile(rf"\d+|{_LETTER}+")
WORD: Final = re.compile(r"[^\W_]+")

Span = tuple[int, int]


class CodePart(NamedTuple):
    """A part of a code in lower case, and the characters [start, end) of the words of the text that it stands in."""

    start: int
    end: int
    text: str


def code_parts(text: str) -> Iterator[CodePart]:
    """The parts of all codes of a text that are no words of it."""
    for code in CODE.finditer(text):
        pieces = [piece.span() for piece in PIECE.finditer(text, *code.span())]
        words = [word.span() for word in WORD.finditer(text, *code.span())]
        if 1 < len(pieces) <= MAX_PIECES:
            yield from _parts_of_code(text, pieces, words)


def _parts_of_code(text: str, pieces: list[Span], words: list[Span]) -> Iterator[CodePart]:
    is_number = [text[start].isdigit() for start, _ in pieces]
    if all(is_number):  # a date, a time or a decimal: its groups mean nothing together
        return
    if not any(is_number):
        part = _part(text, pieces, words)
        if len(pieces) <= MAX_JOINED_WORDS and " " not in text[part.start : part.end]:
            yield part
        return
    for first, after in combinations(range(len(pieces) + 1), 2):
        part = _part(text, pieces[first:after], words)
        if part.text != text[part.start : part.end].lower() and _is_asked_for(text, part, pieces[first:after], words):
            yield part


def _part(text: str, pieces: list[Span], words: list[Span]) -> CodePart:
    held = [word for word in words if word[0] < pieces[-1][1] and pieces[0][0] < word[1]]
    joined = "".join(text[start:end] for start, end in pieces).lower()
    return CodePart(held[0][0], held[-1][1], joined)


def _is_asked_for(text: str, part: CodePart, pieces: list[Span], words: list[Span]) -> bool:
    """Whether a part takes no short word apart, and is not just two words with a space between."""
    ends = {pieces[0][0]: part.start, pieces[-1][1]: part.end}
    lengths = [end - start for start, end in words if start in ends.values() or end in ends.values()]
    splits = any(own != of_word for own, of_word in ends.items())
    is_sentence = part.text.isalpha() and " " in text[part.start : part.end]
    return not is_sentence and (not splits or min(lengths) >= MIN_SPLIT_LENGTH)
