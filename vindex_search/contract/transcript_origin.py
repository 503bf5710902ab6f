"""What the note in a transcript's stamp says of its source, for people and for the check that follows.

A transcript that PocketSphinx made in place of Whisper is outdated once Whisper's weights are on the machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

STAND_IN: Final = "pocketsphinx"  # the recogniser that serves where another one's weights are missing
RECOGNISED: Final = re.compile(r"speech recognition \((\w+)\)")


def recognised_by(recogniser: str) -> str:
    """The origin of a transcript that a recogniser made."""
    return f"speech recognition ({recogniser})"


def is_outdated(note: Mapping[str, object], *, recogniser: str) -> bool:
    """Whether the stand-in made a transcript that the set's own recogniser can make now.

    Args:
        note: Of the transcript's stamp.
        recogniser: Of the model set, as this machine can serve it.
    """
    made_by = RECOGNISED.search(str(note.get("origin", "")))
    return made_by is not None and made_by[1] == STAND_IN and recogniser != STAND_IN
