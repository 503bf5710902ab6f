"""Top floor: assembles the graph for Dagster. Nothing heavy is imported here or below on import."""

from __future__ import annotations

from typing import Final

import dagster as dg

from vindex_assets.assets.audio import audio
from vindex_assets.assets.calibration import background
from vindex_assets.assets.completeness import completeness
from vindex_assets.assets.embeddings import frame_embeddings, text_embeddings
from vindex_assets.assets.frames import frames
from vindex_assets.assets.index_points import index_points
from vindex_assets.assets.screen_text import screen_text
from vindex_assets.assets.transcript import transcript
from vindex_assets.assets.video import video
from vindex_assets.automation import operator_jobs, schedules, sensors
from vindex_assets.automation.jobs import calibration_job, completeness_job, index_videos, reindex
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.executor import executor
from vindex_search.settings import settings

defs: Final = dg.Definitions(
    assets=[
        *(video, frames, audio, transcript, screen_text, frame_embeddings, text_embeddings, index_points),
        *(background, completeness),
    ],
    jobs=[
        *(index_videos, reindex, calibration_job, completeness_job),
        *(operator_jobs.forget_video, operator_jobs.forget_workspace, operator_jobs.retry_failed),
    ],
    schedules=[schedules.completeness],
    sensors=[sensors.uploads, sensors.calibration],
    resources={"library": LibraryResource()},
    executor=executor(settings().executor),
)


def index_videos_job() -> dg.JobDefinition:
    """The job that indexes videos, as a process that runs it by itself builds it anew."""
    return defs.resolve_job_def(index_videos.name)


def reindex_job() -> dg.JobDefinition:
    """The job that embeds anew, in the same way."""
    return defs.resolve_job_def(reindex.name)


def calibrate_job() -> dg.JobDefinition:
    """The job that measures the background, in the same way."""
    return defs.resolve_job_def(calibration_job.name)
