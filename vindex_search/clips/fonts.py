"""A font that has the letters of some text: of the system, where it has one, else Pillow's own, which is Latin."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from vindex_search.clips.asked import ClipRefused

FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
# By how many scripts they have; what is named first is taken where it has all letters.
FAMILIES: Final = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "NotoSansCJK-Regular.ttc", "LiberationSans-Regular.ttf")
PROBED_SIZE: Final = 16
ABSENT: Final = "\U0010fffd"  # for private use: a font shows it as it shows what it lacks
RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
WRITTEN: Final = frozenset("LMNP")  # letters, marks, numbers, punctuation: what a text cannot do without
NO_FONT: Final = "no font on the machine of the service has the letters of these subtitles; allowed: 'separate'"


def font_for(text: str) -> str | None:
    """The file of a font with every letter of a text; None: Pillow's own has them.

    Raises:
        ClipRefused: there is none.
    """
    letters = sorted({letter for letter in text if unicodedata.category(letter)[0] in WRITTEN})
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in letters) and not _can_shape():
        raise ClipRefused(NO_FONT)
    for path in (None, *system_fonts()):
        if _has_all(path, letters):
            return path
    raise ClipRefused(NO_FONT)


def drawable(text: str) -> str:
    """A text without what few fonts have and nobody misses: emoji and what joins them."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("So", "Sk", "Cf", "Cn", "Co"))


@cache
def system_fonts() -> tuple[str, ...]:
    """The files of FAMILIES that this machine has."""
    found = {path.name: str(path) for folder in FOLDERS if folder.is_dir() for path in folder.rglob("*.tt[fc]")}
    return tuple(found[name] for name in FAMILIES if name in found)


def _has_all(path: str | None, letters: Sequence[str]) -> bool:
    from vindex_search.clips.cut.captions import load_font

    font = load_font(path, PROBED_SIZE)
    absent = _shape(font, ABSENT)
    return all(_shape(font, letter) != absent for letter in letters)


def _shape(font: Any, letter: str) -> bytes:
    return bytes(font.getmask(letter))


def _can_shape() -> bool:
    """Whether Pillow orders and joins letters that are written from the right."""
    from PIL import features

    return bool(features.check("raqm"))
