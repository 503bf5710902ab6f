"""The names of facets, and the counts of one facet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

FacetName = Literal[
    "workspace",
    "tag",
    "language",
    "speaker",
    "channel",
    "duration",
    "uploaded",
    "person",
    "place",
    "recorded",
    "attribute",
]
FACETS: Final[tuple[FacetName, ...]] = get_args(FacetName)
PLACE_FACETS: Final[frozenset[FacetName]] = frozenset({"language", "speaker", "channel"})  # of places in a video
MAX_NAME_LENGTH: Final = 200  # characters of a tag or a speaker: longer ones are no value of a filter, nor of a facet
MAX_VALUES: Final = 100  # of one facet: nobody reads further, and a library may have a speaker a file

Bound = float | str | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet and the number of videos that have it.

    A range has its bounds as the filters take them: `low` is included, `high` is not, and None is no bound.
    """

    value: str
    count: int
    low: Bound = None
    high: Bound = None
    is_range: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The most frequent values of a facet, at most MAX_VALUES, and how many more there are."""

    values: tuple[FacetValue, ...]
    more: int = 0


Facets = dict[FacetName, Facet]


def parse_facets(text: str | None) -> tuple[FacetName, ...]:
    """The facets in a comma separated list, each once, in the order of FACETS; none of an empty one.

    Raises:
        ValueError: a name is unknown; the message has it and those that are allowed.
    """
    names = [name.strip() for name in text.split(",")] if text and text.strip() else []
    unknown = [name for name in names if name not in FACETS]
    if unknown:
        raise ValueError(f"facet {unknown[0][:40]!r} is unknown; allowed: {', '.join(FACETS)}")
    return tuple(name for name in FACETS if name in names)
