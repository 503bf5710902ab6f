"""Facets in the results of MCP tools: counts of videos by the values of their attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, Field

from vindex_search.videos.facets.names import FacetName, Facets

MAX_TOLD: Final = 20  # values of a facet; some 200 tokens

FacetNames = list[FacetName]
DESCRIPTION: Final = (
    "Count the videos that are found by these, to see what there is and how to narrow down. Empty: none."
)


class CountTold(BaseModel):
    """A value and the number of videos that have it."""

    value: str
    videos: int


class FacetTold(BaseModel):
    """The most frequent values of one attribute of videos."""

    facet: FacetName
    values: list[CountTold]
    more: int = Field(description="So many further values are not listed.")

    def as_text(self) -> str:
        """One line: `Videos by tag: lectures 12, talks 3, 2 more values`."""
        counts = [f"{one.value} {one.videos}" for one in self.values]
        more = [f"{self.more} more values"] if self.more else []
        return f"Videos by {self.facet}: {', '.join([*counts, *more]) or 'none'}"


def facets_told(facets: Facets | None) -> list[FacetTold]:
    """Facets as parts of a result, each with its MAX_TOLD most frequent values."""
    return [
        FacetTold(
            facet=name,
            values=[CountTold(value=value.value, videos=value.count) for value in facet.values[:MAX_TOLD]],
            more=facet.more + max(0, len(facet.values) - MAX_TOLD),
        )
        for name, facet in (facets or {}).items()
    ]


def facet_texts(facets: Sequence[FacetTold]) -> list[str]:
    """A line for each facet."""
    return [facet.as_text() for facet in facets]
