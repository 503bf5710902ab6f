"""Another model set without downtime: its vectors and points are made from what is stored, beside those that answer.

Nothing is heard, seen or read again: only texts and frames are embedded anew. When every video that answers today is
there under the new set too, the library is switched at once; services follow by themselves. The old collection stays
as it is, so going back is the same command with the old set's name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import dagster as dg

from vindex_assets.pipeline.policy import VIDEOS_PER_RUN
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.in_flight import PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.runs.worker_tag import worker_tag
from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.records import IndexedRecord
from vindex_search.models.active_set import activate, active_model_set, configured_model_set, open_store
from vindex_search.models.catalogue import ModelSet
from vindex_search.models.weights import WeightsLocator
from vindex_search.storage.store import Store

MAX_ROUNDS: Final = 3  # uploads that come while the others are made are made in another round

OnStart = Callable[[Sequence[str], int, int], None]


@dataclass(frozen=True, slots=True)
class ReindexResult:
    """Videos that the new set has points of, and those that it lacks; it answers where there are none of these."""

    videos: int
    missing: tuple[str, ...]


def reindex(instance: dg.DagsterInstance, library: LibraryResource, name: str, *, on_start: OnStart) -> ReindexResult:
    """Make the points of a set for every video that answers today, then let it answer.

    Args:
        instance: Where the runs are recorded.
        library: The library.
        name: The set; the one that answers already is only brought up to date.
        started: Called before each run with its videos, how many were begun before them, and how many there are.

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
    left = videos_to_reindex(library, models)
    if not left:
        _switch_to(library, models)
    return ReindexResult(len(open_store(library.settings, models).published()), tuple(left))


def videos_to_reindex(library: LibraryResource, models: ModelSet) -> list[str]:
    """Videos that answer today and would not, or in an older version, under a set."""
    settings = library.settings
    today, then = open_store(settings, active_model_set(settings)), open_store(settings, models)
    published, held = then.published(), _server_point_counts(models)
    return [
        video_id
        for video_id in today.published()
        if _revision(then, video_id) != _revision(today, video_id) or not _is_complete(published.get(video_id), held)
    ]


def _revision(store: Store, video_id: str) -> str | None:
    record = store.try_read_record(video_id, IndexedRecord)
    return record.revision if record else None


def _is_complete(mark: PublishedMark | None, held: Mapping[Generation, int] | None) -> bool:
    """Whether a video's points are published and, where a server keeps them, all counted there."""
    return mark is not None and (held is None or held.get(mark.generation, 0) == mark.points)


def _server_point_counts(models: ModelSet) -> dict[Generation, int] | None:
    """Number of points per generation that the Qdrant server holds for a set; None where the service embeds its own."""
    index = LibraryResource(other_set=models.name).server_index()
    if index is None:
        return None
    try:
        return index.generations()
    finally:
        index.close()


def _run_embedding(instance: dg.DagsterInstance, due: Sequence[str], name: str, on_start: OnStart) -> None:
    begun = 0
    for videos in partition_ranges(instance.get_dynamic_partitions(VIDEOS), set(due), limit=VIDEOS_PER_RUN):
        on_start(videos, begun, len(due))
        _run_range(instance, videos, name)
        begun += len(videos)


def partition_ranges(keys: Sequence[str], wanted: Collection[str], *, limit: int) -> Iterator[list[str]]:
    """Wanted keys in runs of at most `most` that follow one another: what one Dagster run takes as a range."""
    run: list[str] = []
    for key in keys:
        if run and (key not in wanted or len(run) == limit):
            yield run
            run = []
        if key in wanted:
            run.append(key)
    if run:
        yield run


def _run_range(instance: dg.DagsterInstance, videos: Sequence[str], name: str) -> None:
    """One Dagster run of the embedding steps over videos that follow one another, in this process."""
    from vindex_assets.definitions import reindex_job

    one = {PARTITION_TAG: videos[0]}
    tags = one if len(videos) == 1 else {RANGE_START_TAG: videos[0], RANGE_END_TAG: videos[-1]}
    with dg.execute_job(
        dg.reconstructable(reindex_job), instance=instance, tags={**tags, **worker_tag()}, run_config=run_config_for_set(name)
    ):
        return


def run_config_for_set(name: str) -> dict[str, Any]:
    """The run config of a run that works for another set than the one that answers."""
    return {
        "resources": {"library": {"config": {"other_set": name}}},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }


def _switch_to(library: LibraryResource, models: ModelSet) -> None:
    index = LibraryResource(other_set=models.name).server_index()
    if index:
        try:
            index.switch_alias()
        finally:
            index.close()
    activate(library.settings, models)
