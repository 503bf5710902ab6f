"""`index_points`: all points of a video in one file, published to the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dagster as dg

from vindex_assets.assets.factory import build_asset
from vindex_assets.assets.texts.corrected import mark_later_corrections, pointed_texts
from vindex_assets.completeness.expected_points import count_video_points
from vindex_assets.pipeline import video_records
from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_assets.pipeline.metadata.note_table import notes_metadata
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.artefacts import CHAPTERS, FRAME_EMBEDDINGS, POINTS
from vindex_search.contract.description.video_description import all_tags
from vindex_search.contract.generation import Generation
from vindex_search.corrections.point_rows import Row, point_row, text_points
from vindex_search.storage.descriptions import upload_description
from vindex_search.storage.notes import collect_notes
from vindex_search.storage.runs import fence
from vindex_search.videos.usage.point_counts import write_channel_counts

if TYPE_CHECKING:
    import polars as pl

    from vindex_search.models.model import Model

# Of the step's progress: the vectors are read, the points are made, and they are in the index.
READ_SHARE, POINTS_SHARE, PUBLISHED_SHARE = 0.1, 0.4, 0.9


def make(task: VideoTask) -> None:
    """Write `points.parquet`: the index can be rebuilt from it alone, with no model loaded."""
    import polars as pl

    from vindex_search.contract.tables import POINTS_SCHEMA
    from vindex_search.models.sparse import SparseEncoder

    store = task.library.store
    texts = pointed_texts(task)
    frames = store.read_table(task.video_id, FRAME_EMBEDDINGS).iter_rows(named=True)
    task.report_progress(READ_SHARE)
    shared = _shared_payload(task)
    rows = text_points(shared, texts, SparseEncoder(task.library.models.sparse))
    chapters = store.read_table(task.video_id, CHAPTERS).iter_rows(named=True)
    rows.extend(point_row(shared, row, text_vector=row["vector"]) for row in chapters)  # without words: decision 029
    visual = {**shared, "model": _model_name(task.library.models.vision)}
    rows.extend(point_row(visual, row, visual_vector=row["vector"]) for row in frames)
    task.report_progress(POINTS_SHARE)
    store.write_table(task.video_id, POINTS, pl.DataFrame(rows, schema=POINTS_SCHEMA), task.stamp)


def _shared_payload(task: VideoTask) -> Row:
    """Payload that all points of a video share: whose they are, and which version, code, model and run made them."""
    upload = task.upload_record()
    said = upload_description(task.library.store, upload)
    return {
        "video_id": task.video_id,
        "workspace": upload.workspace,
        "uploaded_at": upload.uploaded_at,
        "tags": all_tags(upload.object_key, said),
        "generation": str(Generation(task.video_id, task.stamp.fingerprint)),
        "version": upload.version,
        "code_version": task.stamp.code_version,
        "model": _model_name(task.library.models.text),
        "run_id": task.run_id,
    }


def _model_name(model: Model | None) -> str | None:
    return f"{model.id}@{model.revision}" if model else None


def publish(task: VideoTask) -> None:
    """Publish the points to the index. Idempotent."""
    store, index = task.library.store, task.library.server_index()
    points = _read_points(task)
    if index:
        try:
            fence.check_publication()
            index.publish(task.video_id, points)
        finally:
            index.close()
    crash_point("publish.points_written", task.video_id)
    task.report_progress(PUBLISHED_SHARE)
    channels = count_video_points(store, task.library.models, task.video_id, points)
    write_channel_counts(store, task.video_id, task.revision, channels)
    crash_point("publish.counted", task.video_id)
    store.publish(task.video_id, task.stamp.fingerprint, len(points))
    mark_later_corrections(task)


def record_success(task: VideoTask) -> None:
    """Record that the revision is indexed, with the notes of its artefacts."""
    store, fingerprint = task.library.store, task.stamp.fingerprint
    notes = collect_notes(store, task.video_id)
    video_records.record_indexed(store, task.video_id, task.revision, fingerprint, task.run_id, notes=notes)


def _read_points(task: VideoTask) -> pl.DataFrame:
    return task.library.store.read_table(task.video_id, POINTS)


def describe(task: VideoTask) -> Metadata:
    """Points by channel, their generation, the notes of the whole video, and a link to the player page."""
    counts = _read_points(task)["channel"].value_counts()
    page = f"{task.library.settings.service_url}/v/{task.video_id}"
    return {
        "points": int(counts["count"].sum()),
        **{f"{row['channel']} points": row["count"] for row in counts.iter_rows(named=True)},
        "generation": task.stamp.fingerprint,
        **notes_metadata(collect_notes(task.library.store, task.video_id)),
        "player": dg.MetadataValue.url(page),
    }


STEP: Final = AssetStep(asset="index_points", make=make, describe=describe, after=publish, complete=record_success)

index_points: Final = build_asset(STEP, __doc__)
