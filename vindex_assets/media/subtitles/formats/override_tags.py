r"""The text field of SubStation Alpha: braces hide whatever stands in them, `\N` breaks a line, drawings are no text.

{TLC: check}Where to?          a comment in braces
{\p1}m 0 0 l 9 9{\p0}Caption   the outline of a shape between \p1 and \p0
{\k20}ka{\k30}ra{\k20}o{\k10}ke   syllables of one word, as they are sung
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

BREAK: Final = re.compile(r"\\[Nn]")
HARD_SPACE: Final = "\\h"
DRAWING_SCALE: Final = re.compile(r"\\p\s{0,3}([0-9]{1,4})")  # but not \pos and \pbo


def plain_text(text: str) -> str:
    r"""The text that a player shows, in lines; empty for a drawing."""
    shown = "".join(_shown_parts(text))
    return BREAK.sub("\n", shown).replace(HARD_SPACE, " ")


def _shown_parts(text: str) -> Iterator[str]:
    """The parts outside braces and drawings; a brace that is never closed is shown, as libass does."""
    at, draws = 0, False
    while at < len(text):
        opening = text.find("{", at)
        closing = text.find("}", opening) if opening >= 0 else -1
        end = opening if closing >= 0 else len(text)
        if not draws:
            yield text[at:end]
        if closing < 0:
            return
        scales = DRAWING_SCALE.findall(text, opening, closing)
        draws = int(scales[-1]) > 0 if scales else draws
        at = closing + 1
