"""The sensors: one keeps the library equal to the bucket, one keeps its background measured."""

from __future__ import annotations

import time
from typing import Final

import dagster as dg

from vindex_assets import records, runs
from vindex_assets.batches import Batch, Due, batches
from vindex_assets.jobs import background_job, index_videos
from vindex_assets.partitions import VIDEOS
from vindex_assets.reconcile import forget, look, register
from vindex_assets.resources import Library
from vindex_assets.uploads import Upload
from vindex_search.background.kept import is_due

INTERVAL_S: Final = 10
BACKGROUND_INTERVAL_S: Final = 60


@dg.sensor(
    job=index_videos,
    minimum_interval_seconds=INTERVAL_S,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sees new, changed and removed videos in the uploads and asks for what is missing.",
)
def uploads(context: dg.SensorEvaluationContext, library: Library) -> dg.SensorResult | dg.SkipReason:
    """One tick: look, register, ask for runs of what is due."""
    found = look(context.instance, library)
    for refused in found.refused:
        context.log.warning(f"not indexed: {refused.object_key}: {refused.reason}")
    if not library.settings.keep_gone:
        forget(context.instance, library, found.plan.gone)
    due = _batches(context.instance, library, found.plan.request)
    for batch in due:
        register(library, batch.uploads)
    if not due:
        return dg.SkipReason("every upload is in the library, under way, or failed with its reason")
    return dg.SensorResult(run_requests=[batch.request() for batch in due])


def _batches(instance: dg.DagsterInstance, library: Library, uploads: tuple[Upload, ...]) -> list[Batch]:
    due = [Due(one, records.attempts(library.store, one.video_id, one.revision)) for one in uploads]
    order = instance.get_dynamic_partitions(VIDEOS) if due else []
    return batches(due, order=order, queued=runs.queued(instance), now=time.time(), slots=runs.slots(instance))


@dg.sensor(
    job=background_job,
    minimum_interval_seconds=BACKGROUND_INTERVAL_S,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Has the background measured anew when a tenth of the library or the model set has changed.",
)
def background(context: dg.SensorEvaluationContext, library: Library) -> dg.RunRequest | dg.SkipReason:
    """One tick: ask for a run where one is due and none is under way."""
    if not is_due(library.store):
        return dg.SkipReason("less than a tenth of the library has changed since the background was measured")
    if runs.is_under_way(context.instance, background_job.name):
        return dg.SkipReason("the background is being measured")
    return dg.RunRequest()
