"""The chapters that a document lists, as objects with a title and a start."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from vindex_search.contract.chapters import MAX_CHAPTERS, Chapters, Mark, chapters_of_marks

MAX_PARTS: Final = 3  # of a time with colons: hours, minutes, seconds
MAX_TIME_LENGTH: Final = 16  # characters


def chapters_from(values: Any, duration_s: float, *, title: str, start: str) -> Chapters:
    """The chapters of a list of objects; entries that are none are left out.

    Args:
        values: What the document has in the list's place.
        duration_s: Length of the film.
        title: Name of the field with the title.
        start: Name of the field with the start, in seconds or as 1:02:03.
    """
    return chapters_of_marks(_marks(values, title, start), duration_s) if isinstance(values, list) else ()


def seconds_of(value: Any) -> float | None:
    """A time of a film in seconds, from a number or from `1:02:03`; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    stated = value[:MAX_TIME_LENGTH].split(":") if isinstance(value, str) else [value]
    try:
        parts = [float(part) for part in stated]
    except (ValueError, OverflowError):
        return None
    found = sum(part * 60**place for place, part in enumerate(reversed(parts[:MAX_PARTS])))
    return found if math.isfinite(found) else None


def _marks(values: list[Any], title: str, start: str) -> Iterator[Mark]:
    for value in islice(values, 2 * MAX_CHAPTERS):
        if isinstance(value, Mapping) and isinstance(value.get(title), str):
            at_s = seconds_of(value.get(start))
            if at_s is not None:
                yield value[title], at_s
