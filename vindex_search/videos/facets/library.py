"""Facets of a library: counts of the videos that a list finds, and the filters of a list by the values of facets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vindex_search.contract.ids import Channel
from vindex_search.contract.records import Status
from vindex_search.index.types import NO_FILTER, PointFilter
from vindex_search.videos.activity.filters import EVERY_VIDEO, WorkFilter
from vindex_search.videos.cache import VideoCache
from vindex_search.videos.facets.counts import NO_PLACES, count_facets
from vindex_search.videos.facets.names import PLACE_FACETS, Facet, FacetName, Facets
from vindex_search.videos.facets.places import PlaceMemory
from vindex_search.videos.facets.selection import FacetSelection
from vindex_search.videos.video import Video

ANSWERS_KEPT: Final = 256  # combinations of filters: a caller may ask with any; each is some 15 kB at most


@dataclass(frozen=True, slots=True)
class ListScope:
    """What a list of videos is restricted to: status, failures, the values chosen of facets; `visible`: see `count`."""

    status: Status | None = None
    where: PointFilter = NO_FILTER
    channels: tuple[Channel, ...] = ()
    visible: tuple[str, ...] = ()
    work: WorkFilter = EVERY_VIDEO

    @property
    def chosen(self) -> FacetSelection:
        """The values of facets."""
        return FacetSelection(self.where, self.channels)


class LibraryFacets:
    """Counts the videos of a library, once for each combination of filters until a video changes.

    Args:
        videos: The videos; the counts are as old as they are, some seconds where uploads were registered just now.
        places: Their places.
    """

    def __init__(self, videos: VideoCache, places: PlaceMemory) -> None:
        self._videos, self._places = videos, places
        self._counted: tuple[Mapping[str, Video], dict[tuple[ListScope, FacetName], Facet]] = ({}, {})

    def count(self, scope: ListScope, names: Sequence[FacetName]) -> Facets:
        """The facets of the videos that a list finds on all its pages.

        Args:
            scope: The filters of the list; `visible` are the workspaces that the caller can see (empty: all).
            names: Which facets.
        """
        videos = self._videos.snapshot()
        if scope.work.collection:  # what is published in another collection changes without any of these videos
            return self._count(list(videos.values()), scope, names)
        of_videos, counted = self._counted
        if of_videos is not videos or len(counted) >= ANSWERS_KEPT:
            counted = {}
            self._counted = videos, counted
        missing = [name for name in names if (scope, name) not in counted]
        if missing:
            found = self._count(list(videos.values()), scope, missing)
            counted.update({(scope, name): facet for name, facet in found.items()})
        return {name: counted[scope, name] for name in names}

    def accepts(self, scope: ListScope) -> Callable[[Video], bool]:
        """The test of videos for their failures and for the values chosen of facets."""
        chosen, work = scope.chosen, scope.work
        if not chosen.restricts_places():
            return lambda video: work.admits(video) and chosen.admits(video, NO_PLACES)
        return lambda video: work.admits(video) and chosen.admits(video, self._places.of(video))

    def _count(self, videos: Sequence[Video], scope: ListScope, names: Sequence[FacetName]) -> Facets:
        asked = [
            video
            for video in videos
            if scope.status in (None, video.status)
            and (not scope.visible or video.workspace in scope.visible)
            and scope.work.admits(video)
        ]
        needs_places = scope.chosen.restricts_places() or not PLACE_FACETS.isdisjoint(names)
        with_places = self._places.of_all(asked) if needs_places else ((video, NO_PLACES) for video in asked)
        return count_facets(names, with_places, scope.chosen, by_place=False)
