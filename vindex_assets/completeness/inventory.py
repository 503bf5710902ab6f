"""The library by its listings, and which videos a check inspects: those whose listings disagree, and a rotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import dagster as dg

from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.in_flight import videos_in_flight
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.ids import VIDEO_ID_PATTERN, workspace_of_video
from vindex_search.storage.runs.paused import paused_workspaces

MIN_VIDEOS_PER_CHECK: Final = 5000  # of the rotation: on S3 a minute or two of small reads
CHECKS_PER_ROUND: Final = 24  # by then every video was inspected, however large the library: once a day


@dataclass(frozen=True, slots=True)
class Inventory:
    """The listings of a library.

    Attributes:
        videos: Ids in the store, in its order.
        published: What readers are served, by video id.
        partitions: Keys in Dagster.
        points_in_index: Points by generation; None where the search service embeds the index, so it cannot be asked.
        in_flight: Videos that runs are queued for or work on.
        paused: Workspaces that no run is requested for.
    """

    videos: tuple[str, ...]
    published: Mapping[str, PublishedMark]
    partitions: frozenset[str]
    points_in_index: Mapping[Generation, int] | None
    in_flight: frozenset[str]
    paused: frozenset[str] = frozenset()

    def published_points_in_index(self, video_id: str) -> int | None:
        """Points in the index of a video's published generation; None where that cannot be told."""
        if self.points_in_index is None or video_id not in self.published:
            return None
        return self.points_in_index.get(self.published[video_id].generation, 0)


def take_inventory(instance: dg.DagsterInstance, library: LibraryResource) -> Inventory:
    """List published marks, index, store, partitions, runs, pauses, in this order; what is no video id is skipped."""
    published, points_in_index = library.store.published(), _points_in_index(library)
    return Inventory(
        videos=tuple(filter(VIDEO_ID_PATTERN.fullmatch, library.store.video_ids())),
        published=published,
        partitions=frozenset(filter(VIDEO_ID_PATTERN.fullmatch, instance.get_dynamic_partitions(VIDEOS))),
        points_in_index=points_in_index,
        in_flight=frozenset(videos_in_flight(instance)),
        paused=paused_workspaces(library.store.root),
    )


def _points_in_index(library: LibraryResource) -> Mapping[Generation, int] | None:
    index = library.server_index()
    if index is None:
        return None
    try:
        return index.generations()
    finally:
        index.close()


def mismatched_videos(inventory: Inventory) -> set[str]:
    """The videos that one listing has and another has not, or whose points are not all in the index."""
    videos, published, partitions = set(inventory.videos), set(inventory.published), set(inventory.partitions)
    mismatched = (videos | published | partitions) - (videos & published & partitions)
    if inventory.in_flight:
        mismatched -= partitions - videos - published  # new uploads that wait in the queue, maybe thousands
    short = {
        video_id
        for video_id, mark in inventory.published.items()
        if inventory.published_points_in_index(video_id) not in (None, mark.points)
    }
    return mismatched | short


def next_in_rotation(videos: Sequence[str], until: str) -> list[str]:
    """The videos to inspect next: those after the last one of the check before, and from the first one at the end.

    Args:
        videos: All, in the store's order.
        until: The last one of the check before. Where it is gone, the rotation goes on from its place; empty: begins.
    """
    size = min(len(videos), max(MIN_VIDEOS_PER_CHECK, -(-len(videos) // CHECKS_PER_ROUND)))
    start = sum(_sort_key(video_id) <= _sort_key(until) for video_id in videos) if until else 0
    return [videos[(start + step) % len(videos)] for step in range(size)]


def _sort_key(video_id: str) -> tuple[str, str]:
    """The store's order: by workspace first."""
    return workspace_of_video(video_id), video_id
