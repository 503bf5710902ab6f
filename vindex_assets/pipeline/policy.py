"""One table: what each asset is made from, where it runs, and how it may fail.

A row's `code` is raised by whoever changes what its artefact holds; the artefacts below it follow by their stamps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import dagster as dg

from vindex_assets.runs.partitions import videos
from vindex_search.contract import artefacts
from vindex_search.models.catalogue import ModelSet, model_set
from vindex_search.settings import settings

ModelRole = Literal["speech", "text", "vision", "sparse"]

VIDEOS_PER_RUN: Final = 16  # of a backfill: enough to pay for loading the models, few enough to spread over workers
RETRY_DELAY_S: Final = 5.0
OWNERS: Final = ["team:vindex"]


@dataclass(frozen=True, slots=True)
class Policy:
    """A row of the table.

    `deadline_share` is seconds of work allowed per second of video, on top of DEADLINE_BASE_S, for decoding in a child
    process; `queue` is where celery sends the step; `pool` is what the step takes a slot of. `settings` names
    those of the installation that change what is made, `of_upload` those facts of the upload, as `OF_UPLOAD` names
    them: their values are part of the stamp. An artefact that says nothing of its upload is shared by all videos that
    hold the same bytes.
    """

    artefact: str
    inputs: tuple[str, ...]
    code_version: int
    group: str
    kinds: frozenset[str]
    queue: Literal["cpu", "gpu"] = "cpu"
    pool: str | None = None
    retries: int = 2
    deadline_share: float = 0.0
    model: ModelRole | None = None
    settings: tuple[str, ...] = ()
    upload_fields: tuple[str, ...] = ()


DEADLINE_BASE_S: Final = 120.0

POLICIES: Final[Mapping[str, Policy]] = {
    "video": Policy(
        *(artefacts.VIDEO, (), 3, "media", frozenset({"ffmpeg"})),
        pool="decode",
        settings=("audio_language",),
        upload_fields=("upload",),
    ),
    "frames": Policy(
        *(artefacts.FRAMES, ("video",), 2, "media", frozenset({"ffmpeg", "parquet"})),
        pool="decode",
        deadline_share=4.0,
        settings=("sampling",),
    ),
    "audio": Policy(
        *(artefacts.AUDIO, ("video",), 2, "media", frozenset({"ffmpeg"})),
        pool="decode",
        deadline_share=1.0,
    ),
    "transcript": Policy(
        *(artefacts.TRANSCRIPT, ("video", "audio"), 3, "text", frozenset({"parquet"})),
        queue="gpu",
        pool="gpu",
        deadline_share=1.0,
        settings=("transcript_source",),
        model="speech",
    ),
    "screen_text": Policy(
        *(artefacts.SCREEN_TEXT, ("frames",), 3, "text", frozenset({"parquet"})),
        pool="ocr",
        settings=("screen_language",),
    ),
    "frame_embeddings": Policy(
        *(artefacts.FRAME_EMBEDDINGS, ("frames",), 1, "embeddings", frozenset({"pytorch", "parquet"})),
        queue="gpu",
        pool="gpu",
        model="vision",
    ),
    "text_embeddings": Policy(
        *(artefacts.TEXT_EMBEDDINGS, ("transcript", "screen_text"), 3, "embeddings", frozenset({"pytorch", "parquet"})),
        queue="gpu",
        pool="gpu",
        model="text",
    ),
    "index_points": Policy(
        *(artefacts.POINTS, ("frame_embeddings", "text_embeddings"), 3, "index", frozenset({"qdrant", "parquet"})),
        model="sparse",
        upload_fields=("upload", "object_key", "uploaded_at"),
    ),
}


def code_version(asset: str, models: ModelSet) -> str:
    """Version of the code and, where the asset uses a model, the model's fingerprint."""
    row = POLICIES[asset]
    model = model_fingerprint(row, models)
    return f"{row.code_version}-{model}" if model else str(row.code_version)


def model_fingerprint(row: Policy, models: ModelSet) -> str:
    """Fingerprint of the model that a row uses; empty where it uses none, "none" where the set has none for it."""
    if row.model is None:
        return ""
    if row.model == "speech":
        return models.speech_fingerprint
    model = {"text": models.text, "vision": models.vision, "sparse": models.sparse}[row.model]
    return model.fingerprint if model else "none"


def asset_options(asset: str) -> dict[str, Any]:
    """The arguments of `@dg.asset` that follow from a row and the model set of the settings."""
    row = POLICIES[asset]
    return {
        "name": asset,
        "partitions_def": videos,
        "backfill_policy": dg.BackfillPolicy.multi_run(max_partitions_per_run=VIDEOS_PER_RUN),
        "deps": list(row.inputs),
        "group_name": row.group,
        "kinds": set(row.kinds),
        "code_version": code_version(asset, model_set(settings().models, speakers=settings().speakers)),
        "owners": OWNERS,
        "pool": row.pool,
        "op_tags": {"dagster-celery/queue": row.queue},
        "output_required": False,
        "dagster_type": dg.Nothing,
        "retry_policy": dg.RetryPolicy(
            max_retries=row.retries,
            delay=RETRY_DELAY_S,
            backoff=dg.Backoff.EXPONENTIAL,
            jitter=dg.Jitter.PLUS_MINUS,
        ),
    }
