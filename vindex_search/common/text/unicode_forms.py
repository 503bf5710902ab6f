"""Unicode's normal forms in linear time, whatever the text.

Normalisation sorts the marks that stand on one letter, and Python's does so by insertion: 80,000 marks in a row take
20 s, in which no signal and no other thread gets through. No writing has more than a handful on a letter; here 30 stay,
the bound of the Stream-Safe Text Format (https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format), and the rest
are left out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final, Literal

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

MAX_MARKS: Final = 30  # in a row
SHORT_LENGTH: Final = 256  # characters, which are sorted in a millisecond even if all are marks
FIRST_MARK, END_OF_MARKS = 0x300, 0x1F000  # the code points among which all marks are


def to_form(form: Form, text: str) -> str:
    """A text in a normal form; where it is long, with at most MAX_MARKS marks in a row."""
    is_long = len(text) > SHORT_LENGTH and not text.isascii()
    return unicodedata.normalize(form, _long_runs().sub(_shortened, text) if is_long else text)


@cache
def _long_runs() -> re.Pattern[str]:
    """Runs of more than MAX_MARKS marks; some characters are made of marks alone."""
    marks = "".join(re.escape(chr(code)) for code in range(FIRST_MARK, END_OF_MARKS) if _is_mark(chr(code)))
    return re.compile(f"[{marks}]{{{MAX_MARKS + 1},}}+")


def _is_mark(character: str) -> bool:
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) > 0


def _shortened(run: re.Match[str]) -> str:
    return run[0][:MAX_MARKS]
