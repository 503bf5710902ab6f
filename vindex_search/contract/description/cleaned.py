"""Foreign values as bounded texts: what a description keeps of a title, a paragraph, a list of names, an address.

Anybody who may upload writes these values. Of a wrong type they are nothing, of a long one the beginning is kept, and
characters that no text has (controls, lone surrogates) are spaces. Pure, and never fails.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

MAX_TITLE_LENGTH: Final = 300  # characters, as of the titles of files
MAX_NAME_LENGTH: Final = 200  # of a person, a tag, a place: the longest value that a filter takes
MAX_TEXT_LENGTH: Final = 8_000  # of a description: video platforms take 5,000
MAX_URL_LENGTH: Final = 2_000
MAX_NAMES: Final = 100  # people of a film, tags of a video platform
MAX_ATTRIBUTES: Final = 100
MAX_KEY_LENGTH: Final = 100  # of an attribute
MAX_LOOKED_AT: Final = 1_000  # entries of a list, most of which may be nothing
MAX_NUMBER: Final = 1e15  # beyond it a number is no text that anybody wrote
UNTEXT: Final = frozenset({"Cc", "Cs", "Cn"})
SCHEMES: Final = ("https://", "http://")


def line(value: Any, length: int = MAX_NAME_LENGTH) -> str | None:
    """A text on one line; None where the value is no text or number, or an empty one."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value) if abs(value) < MAX_NUMBER else None  # NaN is below nothing
    if not isinstance(value, str):
        return None
    return _cut(" ".join(_plain(value[: 2 * length + length]).split()), length) or None


def paragraphs(value: Any) -> str | None:
    """A text of several lines, with one empty line between paragraphs; None where the value is none."""
    if not isinstance(value, str):
        return None
    lines = [" ".join(_plain(one).split()) for one in value[: 2 * MAX_TEXT_LENGTH].splitlines()]
    kept = [one for one, before in zip(lines, ["", *lines], strict=False) if one or before]
    return _cut("\n".join(kept).strip(), MAX_TEXT_LENGTH) or None


def names(values: Any) -> tuple[str, ...]:
    """The texts of a list, or of one value, each once, in order."""
    listed: Iterable[Any] = values if isinstance(values, list | tuple) else [values]
    found = (name for value in islice(listed, MAX_LOOKED_AT) if (name := line(_named(value))))
    return tuple(islice(dict.fromkeys(found), MAX_NAMES))


def attributes(values: Any) -> tuple[tuple[str, str], ...]:
    """The pairs of a mapping whose values are texts or numbers; those of a list stand together, by commas."""
    if not isinstance(values, Mapping):
        return ()
    return tuple(dict(islice(_pairs(values), MAX_ATTRIBUTES)).items())


def url(value: Any) -> str | None:
    """An address on the web; None for any other, since a page shows it as a link."""
    text = value.strip() if isinstance(value, str) and len(value) <= MAX_URL_LENGTH else ""
    is_plain = text.isprintable() and not any(letter.isspace() for letter in text)
    return text if is_plain and text.lower().startswith(SCHEMES) else None


def _pairs(values: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for key, value in islice(values.items(), MAX_LOOKED_AT):
        name = line(key, MAX_KEY_LENGTH) if isinstance(key, str) else None
        text = ", ".join(names(value))[:MAX_NAME_LENGTH] if isinstance(value, list) else line(value)
        if name and text and "=" not in name:
            yield name, text


def _named(value: Any) -> Any:
    """Of an object that names somebody its name."""
    return value.get("name") if isinstance(value, Mapping) else value


def _plain(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if unicodedata.category(letter) in UNTEXT else letter for letter in text)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
