"""`vindex reindex`: switches the library to another model set without downtime.

Texts and frames are embedded again from the stored artefacts, beside the active collection; nothing is decoded,
transcribed or recognised again. When the new collection is complete, the library is switched at once, and services
follow by themselves. The old collection is kept, so switching back is the same command with the old set's name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import dagster as dg

from vindex_assets.pipeline.metadata.run_labels import RunVideo, run_labels
from vindex_assets.pipeline.policy import VIDEOS_PER_RUN
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.in_flight import PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.runs.run_tags import ASKED_BY_TAG
from vindex_assets.runs.worker_tag import worker_tag
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.records import IndexedRecord, UploadRecord
from vindex_search.models.active_set import activate, active_model_set, configured_model_set, open_store
from vindex_search.models.model import ModelSet
from vindex_search.models.weights import WeightsLocator
from vindex_search.storage.store import Store

MAX_ROUNDS: Final = 3  # videos that are uploaded during one round are embedded in the next

OnStart = Callable[[Sequence[str], int, int], None]


@dataclass(frozen=True, slots=True)
class ReindexResult:
    """Number of videos in the new collection, and the videos missing there; the set is active where none is missing."""

    videos: int
    missing: tuple[str, ...]


def reindex(instance: dg.DagsterInstance, library: LibraryResource, name: str, *, on_start: OnStart) -> ReindexResult:
    """Fill the collection of a model set with every searchable video, then make the set the active one.

    Args:
        instance: Dagster's instance, for the runs.
        library: The library.
        name: The model set; of the active one only missing videos are embedded.
        on_start: Called before each run with its videos, the number of videos started before, and the total.

    Raises:
        ValueError: there is no such set.
        MissingWeights: before any work, where a model of the set is not on this machine.
    """
    models = configured_model_set(library.settings, name)
    WeightsLocator(library.settings.models_dir).require(models)
    for _ in range(MAX_ROUNDS):
        due = videos_to_reindex(library, models)
        if not due:
            break
        _run_embedding(instance, due, name, on_start)
    missing = videos_to_reindex(library, models)
    if not missing:
        crash_point("reindex.embedded", name)
        _switch_to(library, models)
    return ReindexResult(videos=len(open_store(library.settings, models).published()), missing=tuple(missing))


def videos_to_reindex(library: LibraryResource, models: ModelSet) -> list[str]:
    """Videos that are searchable with the active model set and missing, outdated or incomplete in that of `models`."""
    settings = library.settings
    active, other = open_store(settings, active_model_set(settings)), open_store(settings, models)
    published, server_counts = other.published(), _server_point_counts(models)
    return [
        video_id
        for video_id in active.published()
        if _revision(other, video_id) != _revision(active, video_id)
        or not _is_complete(published.get(video_id), server_counts)
    ]


def _revision(store: Store, video_id: str) -> str | None:
    record = store.try_read_record(video_id, IndexedRecord)
    return record.revision if record else None


def _is_complete(mark: PublishedMark | None, server_counts: Mapping[Generation, int] | None) -> bool:
    """Whether a video's points are published and, with a server index, all of them are there."""
    return mark is not None and (server_counts is None or server_counts.get(mark.generation, 0) == mark.points)


def _server_point_counts(models: ModelSet) -> dict[Generation, int] | None:
    """Number of points of each generation on the Qdrant server; None with an embedded index."""
    index = LibraryResource(other_set=models.name).server_index()
    if index is None:
        return None
    try:
        return index.generations()
    finally:
        index.close()


def _run_embedding(instance: dg.DagsterInstance, due: Sequence[str], name: str, on_start: OnStart) -> None:
    started = 0
    store = LibraryResource(other_set=name).store
    for videos in partition_ranges(instance.get_dynamic_partitions(VIDEOS), set(due), limit=VIDEOS_PER_RUN):
        on_start(videos, started, len(due))
        _run_range(instance, videos, name, labels=_labels(store, videos))
        started += len(videos)


def partition_ranges(keys: Sequence[str], selected: Collection[str], *, limit: int) -> Iterator[list[str]]:
    """The selected partition keys as ranges of at most `limit` consecutive keys, each one Dagster run."""
    current: list[str] = []
    for key in keys:
        if current and (key not in selected or len(current) == limit):
            yield current
            current = []
        if key in selected:
            current.append(key)
    if current:
        yield current


def _labels(store: Store, videos: Sequence[str]) -> dict[str, str]:
    """The tags that say for people what a run is for."""
    uploads = (store.try_read_record(video_id, UploadRecord) for video_id in videos)
    return {ASKED_BY_TAG: "reindex", **run_labels([RunVideo(upload, "reindex") for upload in uploads if upload])}


def _run_range(instance: dg.DagsterInstance, videos: Sequence[str], name: str, *, labels: Mapping[str, str]) -> None:
    """Run the embedding assets over a range of partitions in one Dagster run, in this process."""
    from vindex_assets.definitions import reindex_job

    single = {PARTITION_TAG: videos[0]}
    tags = single if len(videos) == 1 else {RANGE_START_TAG: videos[0], RANGE_END_TAG: videos[-1]}
    with dg.execute_job(
        dg.reconstructable(reindex_job),
        instance=instance,
        tags={**tags, **worker_tag(), **labels},
        run_config=run_config_for_set(name),
    ):
        return


def run_config_for_set(name: str) -> dict[str, Any]:
    """Run config that makes a run work for another model set than the active one, without console log."""
    return {
        "resources": {"library": {"config": {"other_set": name}}},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }


def _switch_to(library: LibraryResource, models: ModelSet) -> None:
    """Switch the server's alias, then the active model set."""
    index = LibraryResource(other_set=models.name).server_index()
    if index:
        try:
            index.switch_alias()
        finally:
            index.close()
    crash_point("reindex.alias_switched", models.name)
    activate(library.settings, models)
    crash_point("reindex.activated", models.name)
