"""Counts videos by the values of facets. Pure.

The values of a facet are counted without what is chosen of that facet itself, all other filters held: so the count
beside a value is the number of videos that are found where it is chosen in place of the others of its facet, or where
none is chosen, where it is added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from vindex_search.contract.description.recorded_time import instant
from vindex_search.contract.description.video_description import VideoDescription
from vindex_search.videos.facets.names import (
    MAX_NAME_LENGTH,
    MAX_VALUES,
    PLACE_FACETS,
    Facet,
    FacetName,
    Facets,
    FacetValue,
)
from vindex_search.videos.facets.ranges import duration_range, duration_values, month_of, month_values
from vindex_search.videos.facets.selection import FacetSelection, PlaceKeywords, language_value
from vindex_search.videos.video import Video

NO_PLACES: Final[Collection[PlaceKeywords]] = ()


def count_facets(
    names: Iterable[FacetName],
    videos: Iterable[tuple[Video, Collection[PlaceKeywords]]],
    chosen: FacetSelection,
    *,
    by_place: bool,
) -> Facets:
    """The counts of some facets.

    Args:
        names: Which facets.
        videos: The videos with their places: before anything was chosen of a facet.
        chosen: What is chosen.
        by_place: Only videos with a place that passes count, as in a search; a list also has videos without any.
    """
    counts: dict[FacetName, Counter[str]] = {name: Counter() for name in names}
    for video, places in videos:
        refused = chosen.refused_by(video)
        if len(refused) > 1:
            continue
        for name, counter in counts.items():
            if refused <= {name}:
                counter.update(_values(name, video, places, chosen, by_place=by_place))
    return {name: _facet(name, counter) for name, counter in counts.items()}


def _values(
    name: FacetName, video: Video, places: Collection[PlaceKeywords], chosen: FacetSelection, *, by_place: bool
) -> AbstractSet[str]:
    """The values that a video has of a facet, at places that pass what is chosen of the other facets."""
    if name in PLACE_FACETS:
        return {
            value
            for place in places
            if (value := _value_of_place(name, place)) and chosen.admits_place(place, without=name)
        }
    if (by_place or chosen.restricts_places()) and not any(map(chosen.admits_place, places)):
        return frozenset()
    return _values_of_video(name, video)


def _value_of_place(name: FacetName, place: PlaceKeywords) -> str | None:
    if name == "channel":
        return place.channel
    if name == "speaker":
        return place.speaker if place.speaker and len(place.speaker) <= MAX_NAME_LENGTH else None
    return language_value(place.language) if place.language else None


def _values_of_video(name: FacetName, video: Video) -> AbstractSet[str]:
    """The values of a facet of videos; none where the video has none, since no filter would find it by that."""
    if name == "workspace":
        return {video.workspace}
    if name == "tag":
        return {tag for tag in video.tags if len(tag) <= MAX_NAME_LENGTH}
    if name == "duration":
        return set() if video.duration_s is None else {duration_range(video.duration_s)}
    if name == "uploaded":
        return set() if video.uploaded_at is None else {month_of(video.uploaded_at)}
    return {value for value in _values_of_description(name, video.description) if len(value) <= MAX_NAME_LENGTH}


def _values_of_description(name: FacetName, said: VideoDescription) -> Iterable[str]:
    if name == "person":
        return said.people
    if name == "place":
        return (said.place,) if said.place else ()
    if name == "recorded":
        return (month_of(instant(said.recorded_at)),) if said.recorded_at else ()
    return said.attribute_values()


def _facet(name: FacetName, counts: Mapping[str, int]) -> Facet:
    """The values as they are shown: ranges in their own order, others by their count, then by name."""
    if name == "duration":
        return Facet(tuple(duration_values(counts)))
    if name in ("uploaded", "recorded"):
        return Facet(tuple(month_values(counts, MAX_VALUES)), more=max(0, len(counts) - MAX_VALUES))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    values = tuple(FacetValue(value, count) for value, count in ordered[:MAX_VALUES])
    return Facet(values, more=len(ordered) - len(values))
