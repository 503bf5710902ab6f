"""`AssetMaterialization` of one video, with the data version and provenance tags that Dagster writes itself.

A step that carries several videos has to log them one by one: Dagster would log one event for the whole range.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg

from vindex_assets.pipeline.metadata.plain_text import inert_metadata
from vindex_assets.pipeline.metadata.run_labels import REASON_TAG
from vindex_assets.pipeline.policy import POLICIES, code_version
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.stamping import output_version
from vindex_assets.runs.dagster_internals import (
    CODE_VERSION_TAG,
    DATA_VERSION_TAG,
    get_input_data_version_tag,
    get_input_event_pointer_tag,
)
from vindex_assets.runs.run_tags import asked_by

Metadata = dict[str, Any]
Tags = dict[str, str]


def log_materialization(
    context: dg.AssetExecutionContext, library: LibraryResource, asset: str, video_id: str, metadata: Metadata
) -> None:
    """Log that an asset of one video is materialised."""
    tags = {
        CODE_VERSION_TAG: code_version(asset, library.models),
        DATA_VERSION_TAG: output_version(library.store, video_id, asset),
        **_provenance_tags(context.instance, library, asset, video_id),
    }
    context.log_event(
        dg.AssetMaterialization(
            context.asset_key,
            partition=video_id,
            metadata=inert_metadata({**metadata, **_run_metadata(context.run.tags)}),
            tags=tags,
        )
    )


def _run_metadata(tags: Mapping[str, str]) -> Metadata:
    """Who asked for the run and, where its tags say so, why it works on its videos."""
    reason = {"reason": tags[REASON_TAG]} if REASON_TAG in tags else {}
    return {"asked_by": asked_by(tags), **reason}


def _provenance_tags(instance: dg.DagsterInstance, library: LibraryResource, asset: str, video_id: str) -> Tags:
    """Per input its data version, and the storage id of its newest materialization where there is one."""
    tags: Tags = {}
    for name in POLICIES[asset].inputs:
        key = dg.AssetKey(name)
        tags[get_input_data_version_tag(key)] = output_version(library.store, video_id, name)
        newest = dg.AssetRecordsFilter(asset_key=key, asset_partitions=[video_id])
        for record in instance.fetch_materializations(newest, limit=1).records:
            tags[get_input_event_pointer_tag(key)] = str(record.storage_id)
    return tags
