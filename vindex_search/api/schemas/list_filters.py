"""The parameters of a list of videos that filter by the values of facets, and which facets to count.

An export takes the same filters and counts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query

from vindex_search.api.schemas import described
from vindex_search.api.schemas.query.facets import FacetNames
from vindex_search.api.schemas.query.search import (
    IN_VIDEO,
    Attributes,
    Channels,
    Date,
    Duration,
    Languages,
    Names,
    parse_channels,
    require_order,
)
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import PointFilter
from vindex_search.videos.facets.names import FacetName, parse_facets


@dataclass(frozen=True, slots=True)
class ListFilters:
    """What is chosen; `parameters` are those that were given, as `next` repeats them."""

    parameters: Mapping[str, Any]

    @property
    def facet_names(self) -> tuple[FacetName, ...]:
        """The facets to count."""
        return parse_facets(self.parameters.get("facets"))

    @property
    def channel_names(self) -> tuple[Channel, ...]:
        """The chosen channels; none where all are."""
        channels = parse_channels(self.parameters.get("channels"))
        return () if channels == CHANNELS else channels

    def where(self, *, workspaces: tuple[str, ...], tags: tuple[str, ...]) -> PointFilter:
        """The chosen values with those of workspaces and tags."""
        given = self.parameters
        return PointFilter(
            workspaces=workspaces,
            tags=tags,
            languages=tuple(given.get("language", ())),
            speakers=tuple(given.get("speaker", ())),
            uploaded_after=given.get("uploaded_after"),
            uploaded_before=given.get("uploaded_before"),
            duration_from=given.get("duration_from"),
            duration_to=given.get("duration_to"),
            people=tuple(given.get("person", ())),
            places=tuple(given.get("place", ())),
            attributes=tuple(given.get("attribute", ())),
            recorded_after=given.get("recorded_after"),
            recorded_before=given.get("recorded_before"),
        )


def _chosen_values(
    language: Annotated[
        Languages | None, Query(description="Only videos in which something is said or written in these languages.")
    ] = None,
    speaker: Annotated[Names | None, Query(description="Only videos in which these speakers speak.")] = None,
    channels: Annotated[
        Channels,
        Query(
            description=f"Only videos that have something on these channels, comma separated: {', '.join(CHANNELS)}; "
            "every text is on `words`.",
            json_schema_extra=described.CHANNEL_LIST,
        ),
    ] = None,
    duration_from: Annotated[
        Duration, Query(description="Only videos of this length or longer, in seconds.", json_schema_extra=IN_VIDEO)
    ] = None,
    duration_to: Annotated[
        Duration, Query(description="Only videos shorter than this, in seconds.", json_schema_extra=IN_VIDEO)
    ] = None,
    uploaded_after: Annotated[Date, Query(description="Only videos uploaded at this time or later; ISO 8601.")] = None,
    uploaded_before: Annotated[Date, Query(description="Only videos uploaded before this time; ISO 8601.")] = None,
    person: Annotated[Names | None, Query(description="Only videos whose description names these people.")] = None,
    place: Annotated[Names | None, Query(description="Only videos recorded in these places.")] = None,
    attribute: Annotated[
        Attributes | None, Query(description="Only videos with one of these further facts, as `key=value`.")
    ] = None,
    recorded_after: Annotated[Date, Query(description="Only videos recorded at this time or later; ISO 8601.")] = None,
    recorded_before: Annotated[Date, Query(description="Only videos recorded before this time; ISO 8601.")] = None,
) -> ListFilters:
    require_order(duration_from=duration_from, duration_to=duration_to)
    given = {
        "language": language,
        "speaker": speaker,
        "channels": channels,
        "duration_from": duration_from,
        "duration_to": duration_to,
        "uploaded_after": uploaded_after,
        "uploaded_before": uploaded_before,
        "person": person,
        "place": place,
        "attribute": attribute,
        "recorded_after": recorded_after,
        "recorded_before": recorded_before,
    }
    return ListFilters({name: value for name, value in given.items() if value not in (None, [])})


ChosenValuesDep = Annotated[ListFilters, Depends(_chosen_values)]


def _list_filters(chosen: ChosenValuesDep, facets: Annotated[FacetNames, Query()] = None) -> ListFilters:
    return ListFilters({**chosen.parameters, **({"facets": facets} if facets else {})})


ListFiltersDep = Annotated[ListFilters, Depends(_list_filters)]
