"""The eight steps of the graph, through the real `run_step`, with bodies that make an empty artefact once."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Final

import dagster as dg
import polars as pl

from vindex_assets.assets.factory import build_asset
from vindex_assets.assets.video import count_attempt
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.upload import video_identity
from vindex_search.contract.records import UploadRecord, VideoRecord

EMPTY: Final = pl.DataFrame(schema={"text": pl.String})
WORKSPACE: Final = "team"


def _make(asset: str, task: VideoTask) -> None:
    store, artefact = task.library.store, task.policy.artefact
    if artefact.endswith(".parquet"):
        store.write_table(task.video_id, artefact, EMPTY, task.stamp)
        return
    manifest = VideoRecord.from_manifest({"duration_s": 2.0, "width": 0}).to_json()
    store.write_bytes(task.video_id, artefact, manifest if asset == "video" else b"fLaC", task.stamp)


def _describe(_task: VideoTask) -> dict[str, object]:
    return {}


def _asset(asset: str) -> dg.AssetsDefinition:
    before = count_attempt if asset == "video" else None
    return build_asset(AssetStep(asset, partial(_make, asset), _describe, before=before), None)


def empty_graph() -> dg.JobDefinition:
    """The job."""
    definitions = dg.Definitions(
        assets=[_asset(name) for name in POLICIES],
        jobs=[dg.define_asset_job("empty_graph", executor_def=dg.in_process_executor)],
        resources={"library": LibraryResource()},
    )
    return definitions.resolve_job_def("empty_graph")


def register(instance: dg.DagsterInstance, library: LibraryResource, count: int) -> list[str]:
    """Register so many uploads, which have no bytes; returns their video ids in the order of their partitions."""
    records = [_upload(f"{WORKSPACE}/{number:03}.mp4") for number in range(count)]
    for record in records:
        library.store.write_record(record.video_id, record)
    ids = [record.video_id for record in records]
    instance.add_dynamic_partitions(VIDEOS, ids)
    return ids


def _upload(key: str) -> UploadRecord:
    video_id, workspace = video_identity("folder", key)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return UploadRecord(video_id, workspace, key, version="1", size=1, uploaded_at=at)
