"""Texts that a container holds about itself, shortened: whoever made the file wrote them, as long as they liked.

They are kept in `video.json`, which lists of videos read, and stand in notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MAX_TITLE_LENGTH: Final = 300  # characters of the title of a file, track or chapter; players show some 100
MAX_TAG_LENGTH: Final = 2_000  # of a tag: a description, a licence
MAX_TAGS: Final = 100  # cameras write some 40
MAX_CHAPTERS: Final = 2_000  # an audio book of the Bible has 1,189
MAX_LANGUAGE_LENGTH: Final = 35  # of a language tag, as BCP 47 wants it (section 4.4.1)
CUT: Final = "…"


def short_title(title: str | None) -> str | None:
    """A title that people can read; None where there is none."""
    return _cut(title, MAX_TITLE_LENGTH) if title else None


def short_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The first tags of a container, none longer than people read."""
    kept = list(tags.items())[:MAX_TAGS]
    return {_cut(name, MAX_TITLE_LENGTH): _cut(value, MAX_TAG_LENGTH) for name, value in kept}


def language_tag(stated: str | None) -> str | None:
    """The language that a track states; None where it states none, or something that is no language tag."""
    return stated if stated and stated != "und" and len(stated) <= MAX_LANGUAGE_LENGTH else None


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + CUT
