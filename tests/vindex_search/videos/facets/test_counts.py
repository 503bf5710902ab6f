"""A count of a facet is the number of videos that pass once its value is the one that is chosen of the facet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.library.prepared.facet_videos import video
from vindex_search.contract.description.video_description import VideoDescription
from vindex_search.contract.ids import CHANNELS
from vindex_search.index.types import NO_FILTER, PointFilter
from vindex_search.videos.facets.counts import count_facets
from vindex_search.videos.facets.names import FACETS, MAX_VALUES, FacetName, FacetValue
from vindex_search.videos.facets.selection import FacetSelection, PlaceKeywords
from vindex_search.videos.video import Video

LANGUAGES = ("de", "ger", "de-AT", "en", "qqq")
SPEAKERS = ("Ann", "Ben")
TAGS = ("sea", "kitchen", "talks")
TIMES = st.datetimes(datetime(2025, 11, 1), datetime(2026, 3, 1), timezones=st.just(UTC)).map(datetime.isoformat)
PLACES = st.builds(
    PlaceKeywords,
    st.sampled_from(CHANNELS),
    st.none() | st.sampled_from(LANGUAGES),
    st.none() | st.sampled_from(SPEAKERS),
)
FACTS = (("camera", "A"), ("camera", "B=2"), ("take", "1"))
DAYS = st.sampled_from(["2026-01-31", "2026-02-01T00:30:00+01:00", "2026-02-01T12:00:00", "2025-12-31T23:59:59+00:00"])
DESCRIPTIONS = st.builds(
    VideoDescription,
    people=st.lists(st.sampled_from(["Ada", "Li"]), max_size=2, unique=True).map(tuple),
    place=st.none() | st.sampled_from(["Graz", "Linz"]),
    recorded_at=st.none() | DAYS,
    tags=st.lists(st.sampled_from(["baking", "coast"]), max_size=1).map(tuple),
    attributes=st.lists(st.sampled_from(FACTS), max_size=2, unique_by=lambda pair: pair[0]).map(tuple),
)
VIDEOS = st.builds(
    video,
    st.tuples(st.sampled_from(["team", "other"]), st.lists(st.sampled_from(TAGS), max_size=2)),
    duration_s=st.none() | st.sampled_from([0.0, 59.9, 60.0, 301.0, 3600.0, 7200.0, 9e5]),
    uploaded_at=st.none() | TIMES,
    description=DESCRIPTIONS,
)
LIBRARIES = st.lists(st.tuples(VIDEOS, st.frozensets(PLACES, max_size=4)), max_size=12)


def _some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


SELECTIONS = st.builds(
    FacetSelection,
    st.builds(
        PointFilter,
        workspaces=_some(("team", "other")),
        tags=_some(TAGS),
        languages=_some(LANGUAGES),
        speakers=_some(SPEAKERS),
        uploaded_after=st.none() | TIMES,
        duration_to=st.none() | st.sampled_from([60.0, 3600.0]),
        people=_some(("Ada", "Li")),
        places=_some(("Graz", "Linz")),
        attributes=_some(("camera=A", "take=1")),
        recorded_after=st.none() | st.just("2026-02-01T00:00:00+00:00"),
    ),
    _some(CHANNELS),
)


def with_value(chosen: FacetSelection, name: FacetName, value: FacetValue) -> FacetSelection:
    """What is chosen, with one value in place of those of its facet."""
    fields: dict[FacetName, dict[str, Any]] = {
        "workspace": {"workspaces": (value.value,)},
        "tag": {"tags": (value.value,)},
        "language": {"languages": (value.value,)},
        "speaker": {"speakers": (value.value,)},
        "duration": {"duration_from": value.low, "duration_to": value.high},
        "uploaded": {"uploaded_after": value.low, "uploaded_before": value.high},
        "person": {"people": (value.value,)},
        "place": {"places": (value.value,)},
        "recorded": {"recorded_after": value.low, "recorded_before": value.high},
        "attribute": {"attributes": (value.value,)},
    }
    if name == "channel":
        channels: Any = (value.value,)
        return replace(chosen, channels=channels)
    return replace(chosen, where=replace(chosen.where, **fields[name]))


@given(LIBRARIES, SELECTIONS, st.booleans())
def test_a_count_is_what_is_found_once_the_value_is_chosen(
    library: list[tuple[Video, frozenset[PlaceKeywords]]], chosen: FacetSelection, by_place: bool
) -> None:
    for name, facet in count_facets(FACETS, library, chosen, by_place=by_place).items():
        for value in facet.values:
            then = with_value(chosen, name, value)
            passing = [places for one, places in library if then.admits(one, places)]
            found = [places for places in passing if not by_place or any(map(then.admits_place, places))]
            assert value.count == len(found) > 0, (name, value)


@given(LIBRARIES)
def test_no_value_is_left_out(library: list[tuple[Video, frozenset[PlaceKeywords]]]) -> None:
    counts = count_facets(FACETS, library, FacetSelection(NO_FILTER), by_place=False)
    tags = {tag for one, _ in library for tag in one.tags}
    assert {value.value for value in counts["tag"].values} == tags
    people = {who for one, _ in library for who in one.description.people}
    assert {value.value for value in counts["person"].values} == people
    assert sum(value.count for value in counts["recorded"].values) == sum(
        bool(one.description.recorded_at) for one, _ in library
    )
    assert sum(value.count for value in counts["duration"].values) == sum(
        one.duration_s is not None for one, _ in library
    )
    assert sum(value.count for value in counts["uploaded"].values) == sum(bool(one.uploaded_at) for one, _ in library)


def test_the_most_frequent_values_are_kept_and_the_others_counted() -> None:
    speakers = [PlaceKeywords("speech", "en", f"speaker {number:03}") for number in range(MAX_VALUES + 5)]
    library = [(video(("team", [])), speakers), (video(("team", [])), speakers[-1:])]
    facet = count_facets(["speaker"], library, FacetSelection(NO_FILTER), by_place=True)["speaker"]
    assert [value.count for value in facet.values] == [2, *[1] * (MAX_VALUES - 1)]
    assert [value.value for value in facet.values[:2]] == ["speaker 104", "speaker 000"]
    assert facet.more == 5


def test_what_no_filter_takes_is_no_value() -> None:
    places = [PlaceKeywords("speech", "not a code", "x" * 201)]
    counts = count_facets(FACETS, [(video(("team", ["y" * 201])), places)], FacetSelection(NO_FILTER), by_place=True)
    assert not any(counts[name].values for name in ("tag", "language", "speaker"))


def test_codes_of_one_language_are_one_value() -> None:
    library = [(video(("team", [])), [PlaceKeywords("speech", code)]) for code in ("de", "ger", "de-AT", None)]
    facet = count_facets(["language"], library, FacetSelection(NO_FILTER), by_place=True)["language"]
    assert [(value.value, value.count) for value in facet.values] == [("de", 3)]
