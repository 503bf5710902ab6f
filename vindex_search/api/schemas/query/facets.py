"""Facets as JSON, and the parameter that asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from vindex_search.api.schemas import described
from vindex_search.videos.facets.names import FACETS, MAX_VALUES, Bound, FacetName, Facets, FacetValue, parse_facets

COUNTED: Final = (
    "The values of a facet are counted without the filters by that facet, all others held: a count is the number of "
    "videos that are found once the value is chosen."
)
OF_A_SEARCH: Final = (
    f"By facet: its values, each with the number of videos that the search finds. {COUNTED} A video is found where a "
    "place of it scores at least what the best place of the library scores for an ordinary question that the library "
    "does not answer; none is found where nothing matches, every place with the phrase where one is quoted, and all "
    "that has a score where the library is not calibrated yet. `moments` go on to weaker ones. Null: not asked for."
)
OF_A_LIST: Final = (
    f"By facet: its values, each with the number of videos of all pages. {COUNTED} They may be some seconds older "
    "than the list. Null: not asked for."
)
MORE: Final = f"By facet: how many values it has beside the {MAX_VALUES} most frequent ones. Empty: none has more."


class FacetValueOut(BaseModel):
    """A value of a facet."""

    value: str = Field(description="As its filter takes it.", examples=["lectures"])
    count: int = Field(description="Number of videos.", examples=[12])


class FacetRangeOut(FacetValueOut):
    """A range of durations or of times."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    value: str = Field(description="Its name.", examples=["1-5 min"])
    low: Bound = Field(
        alias="from",
        description="From this on, in seconds or a time in UTC: `duration_from`, `uploaded_after`, `recorded_after`.",
        examples=[60],
    )
    high: Bound = Field(
        alias="to",
        description="Below this: `duration_to`, `uploaded_before`, `recorded_before`; null: no limit.",
        examples=[300],
    )


FacetsOut = dict[FacetName, list[FacetRangeOut | FacetValueOut]]


def _known(value: str | None) -> str | None:
    parse_facets(value)
    return value


FacetNames = Annotated[
    str | None,
    AfterValidator(_known),
    Field(
        description=f"Count the videos by these, comma separated: {', '.join(FACETS)}.",
        json_schema_extra=described.FACET_LIST,
    ),
]


def facets_out(facets: Facets | None) -> FacetsOut | None:
    """Facets as JSON; None where none were asked for."""
    if facets is None:
        return None
    return {name: [_value_out(value) for value in facet.values] for name, facet in facets.items()}


def more_values(facets: Facets | None) -> Mapping[FacetName, int]:
    """How many values the facets have that are not shown, of those that have any."""
    return {name: facet.more for name, facet in (facets or {}).items() if facet.more}


def _value_out(value: FacetValue) -> FacetRangeOut | FacetValueOut:
    if value.is_range:
        return FacetRangeOut(value=value.value, count=value.count, low=value.low, high=value.high)
    return FacetValueOut(value=value.value, count=value.count)
