"""The asset jobs that sensors, schedules, the command line and operators launch."""

from __future__ import annotations

from typing import Final

import dagster as dg

from vindex_assets.runs.revision import REVISION_TAG, code_revision
from vindex_search.settings import settings

INDEX_VIDEOS: Final = "index_videos"
OF_THE_LIBRARY: Final = ("calibration", "completeness", "library_report")  # assets without partitions

# On every run of a job, whoever asks for it: which revision of the code it was started with.
TAGS: Final = {REVISION_TAG: revision} if (revision := code_revision(settings())) else {}

index_videos: Final = dg.define_asset_job(
    name=INDEX_VIDEOS,
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(*OF_THE_LIBRARY),
    tags=TAGS,
    description="Everything from the uploaded file to index points, for one video or a range of them.",
)

reindex: Final = dg.define_asset_job(
    name="reindex",
    selection=dg.AssetSelection.assets("frame_embeddings", "text_embeddings", "chapters", "index_points"),
    tags=TAGS,
    description="Vectors and points anew from the stored artefacts: of another model set, with `other_set` in the "
    "config of the resource `library`. `vindex reindex` does it for all videos and then switches to that set.",
)

calibration_job: Final = dg.define_asset_job(
    name="calibrate",
    selection=dg.AssetSelection.assets("calibration"),
    tags=TAGS,
    description="Measures anew how high questions score that the library does not answer.",
)

completeness_job: Final = dg.define_asset_job(
    name="check_completeness",
    selection=dg.AssetSelection.assets("completeness"),
    tags=TAGS,
    description="Finds videos that were skipped or lack something, and requests their repair.",
)

report_job: Final = dg.define_asset_job(
    name="report",
    selection=dg.AssetSelection.assets("library_report"),
    tags=TAGS,
    description="Brings the report up to date: throughput, time and cost by step, the slowest videos, failures.",
)
