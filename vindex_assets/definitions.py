"""Dagster's definitions: assets, jobs, schedules, sensors, resources and executor. Nothing heavy is imported here."""

from __future__ import annotations

from typing import Final

import dagster as dg

from vindex_assets.assets.audio import audio
from vindex_assets.assets.calibration import calibration
from vindex_assets.assets.chapters import chapters
from vindex_assets.assets.completeness import completeness
from vindex_assets.assets.embeddings import frame_embeddings, text_embeddings
from vindex_assets.assets.frames import frames
from vindex_assets.assets.index_points import index_points
from vindex_assets.assets.report.library_report import library_report
from vindex_assets.assets.screen_text import screen_text
from vindex_assets.assets.transcript import transcript
from vindex_assets.assets.video import video
from vindex_assets.automation import schedules, sensors
from vindex_assets.automation.jobs import calibration_job, completeness_job, index_videos, reindex, report_job
from vindex_assets.automation.operator_jobs.forget import forget_video, forget_workspace
from vindex_assets.automation.operator_jobs.retry import retry_failed
from vindex_assets.cluster.choose_executor import choose_executor
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.auth.local_privacy import secure
from vindex_search.settings import settings

secure(settings())  # also where Dagster starts this process, and not our command line

defs: Final = dg.Definitions(
    assets=[
        # partitioned by video
        video,
        frames,
        audio,
        transcript,
        screen_text,
        frame_embeddings,
        text_embeddings,
        chapters,
        index_points,
        # of the whole library
        calibration,
        completeness,
        library_report,
    ],
    jobs=[
        # on assets
        index_videos,
        reindex,
        calibration_job,
        completeness_job,
        report_job,
        # for operators
        forget_video,
        forget_workspace,
        retry_failed,
    ],
    schedules=[schedules.completeness, schedules.library_report],
    sensors=[sensors.uploads, sensors.calibration],
    resources={"library": LibraryResource()},
    executor=choose_executor(settings()),
)


# `dg.reconstructable` needs a function that builds the job: a process that executes a run by itself calls these.


def index_videos_job() -> dg.JobDefinition:
    """The job that indexes videos."""
    return defs.resolve_job_def(index_videos.name)


def reindex_job() -> dg.JobDefinition:
    """The job that embeds and indexes videos anew."""
    return defs.resolve_job_def(reindex.name)


def calibrate_job() -> dg.JobDefinition:
    """The job that measures the calibration."""
    return defs.resolve_job_def(calibration_job.name)
