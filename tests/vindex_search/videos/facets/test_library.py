"""Facets of a library, from its store: counted once a change, equal to what its filters list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.support.library.prepared.written_library import WrittenLibrary, id_of, written_library
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.index.types import PointFilter
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.cache import VideoCache
from vindex_search.videos.facets import library as library_module
from vindex_search.videos.facets.counts import count_facets
from vindex_search.videos.facets.library import LibraryFacets, ListScope
from vindex_search.videos.facets.names import FACETS, FacetName, Facets
from vindex_search.videos.facets.places import PlaceMemory
from vindex_search.videos.video import VideoFilter, list_videos

TIDES, BREAD, ROLLS = "team/sea/tides.mp4", "team/kitchen/bread.mp4", "other/kitchen/rolls.mp4"


@pytest.fixture
def library(tmp_path: Path) -> WrittenLibrary:
    made = written_library(tmp_path / "home", {BREAD: "Put the loaf in.", ROLLS: "Put the rolls in."})
    name = made.write(TIDES, ["The moon pulls.", "Ann speaks."])
    table = made.store.read_table(name, POINTS).with_columns(
        pl.Series("speaker", [None, "Ann"]), pl.Series("language", ["en", "de"])
    )
    made.store.write_table(name, POINTS, table.cast(pl.Schema(POINTS_SCHEMA)), Stamp((), "1"))
    made.publish_written(name)
    return made


def facets_of(library: WrittenLibrary) -> tuple[LibraryFacets, VideoCache]:
    listing = PublishedListing(library.store, max_age_s=0)
    cache = VideoCache(library.store, listing)
    return LibraryFacets(cache, PlaceMemory(library.store, listing)), cache


def counts(facets: LibraryFacets, scope: ListScope, name: FacetName) -> dict[str, int]:
    return {value.value: value.count for value in facets.count(scope, [name])[name].values}


def test_what_a_library_has_is_counted(library: WrittenLibrary) -> None:
    facets, _ = facets_of(library)
    every = ListScope()
    assert counts(facets, every, "workspace") == {"team": 2, "other": 1}
    assert counts(facets, every, "tag") == {"kitchen": 2, "sea": 1}
    assert counts(facets, every, "language") == {"en": 3, "de": 1}
    assert counts(facets, every, "speaker") == {"Ann": 1}
    assert counts(facets, every, "channel") == {"speech": 3, "words": 3}
    assert counts(facets, every, "duration") == {"under 1 min": 3}


def test_the_filters_of_a_list_are_those_of_its_counts(library: WrittenLibrary) -> None:
    facets, _ = facets_of(library)
    chosen = ListScope(where=PointFilter(languages=("de",), speakers=("Ann",)), channels=("words",))
    found = filter(facets.accepts(chosen), list_videos(library.store, VideoFilter()))
    assert [video.video_id for video in found] == [id_of(TIDES)]
    assert counts(facets, chosen, "tag") == {"sea": 1}
    other_place = ListScope(where=PointFilter(languages=("en",), speakers=("Ann",)))
    assert not list(filter(facets.accepts(other_place), list_videos(library.store, VideoFilter())))


def test_only_what_a_caller_can_see_is_counted(library: WrittenLibrary) -> None:
    facets, _ = facets_of(library)
    chosen = ListScope(where=PointFilter(workspaces=("team",)), visible=("team",))
    assert counts(facets, chosen, "workspace") == {"team": 2}
    assert counts(facets, chosen, "tag") == {"kitchen": 1, "sea": 1}
    assert counts(facets, ListScope(status="failed"), "tag") == {}


def test_counts_are_made_once_until_a_video_changes(library: WrittenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    facets, cache = facets_of(library)
    made: list[FacetName] = []

    def count(names: Sequence[FacetName], *args: Any, **options: Any) -> Facets:
        made.extend(names)
        return count_facets(names, *args, **options)

    monkeypatch.setattr(library_module, "count_facets", count)
    before = facets.count(ListScope(), FACETS)
    assert facets.count(ListScope(), FACETS) == before
    assert made == [*FACETS]
    cache.refresh(library.publish("team/sea/ships.mp4", "The harbour."))
    assert counts(facets, ListScope(), "tag") == {"kitchen": 2, "sea": 2}
    assert counts(facets, ListScope(), "language") == {"en": 4, "de": 1}
