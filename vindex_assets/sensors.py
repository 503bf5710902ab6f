"""The sensors: one keeps the library equal to the bucket, one keeps its background measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import dagster as dg

from vindex_assets.jobs import background_job, index_videos
from vindex_assets.reconcile import forget, look, register
from vindex_assets.resources import Library
from vindex_assets.runs import PARTITION_TAG, is_under_way
from vindex_assets.uploads import Plan
from vindex_search.background.kept import is_due

INTERVAL_S: Final = 10
BACKGROUND_INTERVAL_S: Final = 60
MOST_PER_TICK: Final = 100  # requests of one tick: the rest is found again by the next


@dg.sensor(
    job=index_videos,
    minimum_interval_seconds=INTERVAL_S,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sees new, changed and removed videos in the uploads and asks for what is missing.",
)
def uploads(context: dg.SensorEvaluationContext, library: Library) -> dg.SensorResult | dg.SkipReason:
    """One tick: look, register, ask for one run per video that is due."""
    found = look(context.instance, library)
    for refused in found.refused:
        context.log.warning(f"not indexed: {refused.object_key}: {refused.reason}")
    if not library.settings.keep_gone:
        forget(context.instance, library, found.plan.gone)
    due = found.plan.request[:MOST_PER_TICK]
    register(library, due)
    if not due:
        return dg.SkipReason("every upload is in the library, under way, or failed with its reason")
    return dg.SensorResult(run_requests=list(requests(Plan(due, ()))))


def requests(plan: Plan) -> Iterator[dg.RunRequest]:
    """One run per video. No run key: a failed run's key would block its video for ever; what is in flight is known."""
    for upload in plan.request:
        yield dg.RunRequest(partition_key=upload.video_id, tags={PARTITION_TAG: upload.video_id})


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
    if is_under_way(context.instance, background_job.name):
        return dg.SkipReason("the background is being measured")
    return dg.RunRequest()
