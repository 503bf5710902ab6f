"""An observation of the asset `video` for each video that was removed because its upload is gone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import dagster as dg

from vindex_assets.pipeline.metadata.plain_text import inert_metadata
from vindex_search.contract.records import UploadRecord

VIDEO: Final = dg.AssetKey("video")
UPLOAD_GONE: Final = "its upload is gone from the bucket, so the video was removed: points, artefacts and partition"


def observe_removed(instance: dg.DagsterInstance, removed: Iterable[UploadRecord]) -> None:
    """Write an observation of each; the partition's page then says why it ends."""
    for upload in removed:
        instance.report_runless_asset_event(
            dg.AssetObservation(
                VIDEO,
                partition=upload.video_id,
                description=UPLOAD_GONE,
                metadata=inert_metadata({"upload": upload.object_key}),
            )
        )
