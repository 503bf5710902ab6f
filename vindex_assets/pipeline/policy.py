"""Policy table: what each asset is made from, where its step runs and how it may fail.

Raise a row's `code_version` when what its artefact holds changes: the artefact is made again, and so is every artefact
downstream whose stamp names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import dagster as dg

from vindex_assets.runs.partitions import videos
from vindex_search.contract import artefacts
from vindex_search.models.active_set import configured_model_set
from vindex_search.models.model import ModelSet
from vindex_search.settings import settings

ModelRole = Literal["speech", "text", "vision", "sparse"]

VIDEOS_PER_RUN: Final = 16  # of a backfill: enough to pay for loading the models, few enough to spread over workers
RETRY_DELAY_S: Final = 5.0  # before the first retry of a step; Dagster doubles it for each further one
DEADLINE_BASE_S: Final = 120.0  # deadline of a sandboxed call on a video of no length
# Deadline of a whole step on a video of no length. With models: they are loaded, and fetched where they are not here.
MODEL_STEP_S: Final = 2 * 3600.0
# With the file: the largest upload that is accepted (256 GiB) is fetched from S3 and read twice, at 20 MiB/s each.
FILE_STEP_S: Final = 12 * 3600.0
OWNERS: Final = ["team:vindex"]


@dataclass(frozen=True, slots=True)
class Policy:
    """One row of the policy table."""

    artefact: str
    """File in the video's folder that the asset writes."""

    inputs: tuple[str, ...]
    """Upstream assets. Their output versions are part of the stamp."""

    code_version: int
    """Version of the code that makes the artefact. Part of the stamp."""

    group: str
    """Group that the asset is shown in on Dagster's graph."""

    kinds: frozenset[str]
    """Kind tags of the asset on Dagster's graph, at most three."""

    queue: Literal["cpu", "gpu"] = "cpu"
    """Celery queue that the step is sent to. Used by the `celery` executor only."""

    pool: str | None = None
    """Dagster concurrency pool that the step takes a slot of; None: not limited."""

    retries: int = 2
    """How often Dagster tries the step again when a transient failure is left."""

    deadline_share: float = 0.0
    """Seconds that a sandboxed call may take per second of video, on top of DEADLINE_BASE_S."""

    step_base_s: float = FILE_STEP_S
    """Seconds that the step may take for a video of no length: what is not done by then hangs."""

    step_share: float = 0.0
    """Seconds that the step may take per second of video, on top of `step_base_s`; several times what two cores
    without a GPU need."""

    model: ModelRole | None = None
    """Model of the model set that the step uses. Its fingerprint is part of the stamp."""

    settings: tuple[str, ...] = ()
    """Names of the settings that change what the artefact holds. Their values are part of the stamp."""

    upload_fields: tuple[str, ...] = ()
    """Keys of `UPLOAD_INPUTS`: facts of the upload that are part of the stamp.

    An artefact without any is shared by all videos that hold the same bytes.
    """

    corrected: bool = False
    """Whether people's corrections are in the artefact. Their digest is part of the stamp, where there are some."""

    def step_deadline_s(self, length_s: float) -> float:
        """Seconds after which the step has failed on a video of this length, whatever it is at."""
        return self.step_base_s + self.step_share * length_s


POLICIES: Final[Mapping[str, Policy]] = {
    "video": Policy(
        artefact=artefacts.VIDEO,
        inputs=(),
        code_version=4,
        group="media",
        kinds=frozenset({"ffmpeg"}),
        pool="decode",
        settings=("audio_language",),
        upload_fields=("upload",),
    ),
    "frames": Policy(
        artefact=artefacts.FRAMES,
        inputs=("video",),
        code_version=4,
        group="media",
        kinds=frozenset({"ffmpeg", "parquet"}),
        pool="decode",
        deadline_share=4.0,
        step_share=9.0,  # a sandboxed call, a second one in one thread where the decoder died, and storing
        settings=("sampling",),
    ),
    "audio": Policy(
        artefact=artefacts.AUDIO,
        inputs=("video",),
        code_version=3,
        group="media",
        kinds=frozenset({"ffmpeg"}),
        pool="decode",
        deadline_share=1.0,
        step_share=2.0,  # a sandboxed call, and storing
    ),
    "transcript": Policy(
        artefact=artefacts.TRANSCRIPT,
        inputs=("video", "audio"),
        code_version=4,
        group="text",
        kinds=frozenset({"parquet"}),
        queue="gpu",
        pool="gpu",
        deadline_share=1.0,
        step_base_s=MODEL_STEP_S,
        step_share=4.0,  # hearing takes up to as long as the sound, and telling speakers apart as long again
        model="speech",
        settings=("transcript_source",),
    ),
    "screen_text": Policy(
        artefact=artefacts.SCREEN_TEXT,
        inputs=("frames",),
        code_version=3,
        group="text",
        kinds=frozenset({"parquet"}),
        pool="ocr",
        step_base_s=MODEL_STEP_S,
        step_share=4.0,  # reading a frame takes about a second, and there is seldom more than one a second
        settings=("screen_language",),
    ),
    "frame_embeddings": Policy(
        artefact=artefacts.FRAME_EMBEDDINGS,
        inputs=("frames",),
        code_version=1,
        group="embeddings",
        kinds=frozenset({"pytorch", "parquet"}),
        queue="gpu",
        pool="gpu",
        step_base_s=MODEL_STEP_S,
        step_share=3.0,  # a frame takes up to a second, and there is seldom more than one a second
        model="vision",
    ),
    "text_embeddings": Policy(
        artefact=artefacts.TEXT_EMBEDDINGS,
        inputs=("transcript", "screen_text"),
        code_version=4,
        group="embeddings",
        kinds=frozenset({"pytorch", "parquet"}),
        queue="gpu",
        pool="gpu",
        step_base_s=MODEL_STEP_S,
        step_share=1.0,  # some passages a minute of film
        model="text",
    ),
    "chapters": Policy(
        artefact=artefacts.CHAPTERS,
        inputs=("video", "screen_text", "text_embeddings"),
        code_version=1,
        group="text",
        kinds=frozenset({"parquet"}),
        step_base_s=MODEL_STEP_S,
        step_share=0.5,  # a cut of the passages, some dozen titles to embed
        model="text",
    ),
    "index_points": Policy(
        artefact=artefacts.POINTS,
        inputs=("frame_embeddings", "text_embeddings", "chapters"),
        code_version=5,
        group="index",
        kinds=frozenset({"qdrant", "parquet"}),
        step_base_s=MODEL_STEP_S,
        step_share=0.5,  # some thousand points an hour of film, over the network to the index
        model="sparse",
        upload_fields=("upload", "object_key", "uploaded_at"),
        corrected=True,
    ),
}


def code_version(asset: str, models: ModelSet) -> str:
    """Dagster code version of an asset: that of its row and, where it uses a model, the model's fingerprint."""
    policy = POLICIES[asset]
    model = model_fingerprint(policy, models)
    return f"{policy.code_version}-{model}" if model else str(policy.code_version)


def model_fingerprint(policy: Policy, models: ModelSet) -> str:
    """Fingerprint of the model that a row uses; empty where it uses none, "none" where the set has none for it."""
    if policy.model is None:
        return ""
    if policy.model == "speech":
        return models.speech_fingerprint
    model = {"text": models.text, "vision": models.vision, "sparse": models.sparse}[policy.model]
    return model.fingerprint if model else "none"


def asset_options(asset: str) -> dict[str, Any]:
    """Keyword arguments of `@dg.asset` that follow from a row and the model set of the settings."""
    policy = POLICIES[asset]
    models = configured_model_set(settings(), settings().models)
    return {
        "name": asset,
        "partitions_def": videos,
        "backfill_policy": dg.BackfillPolicy.multi_run(max_partitions_per_run=VIDEOS_PER_RUN),
        "deps": list(policy.inputs),
        "group_name": policy.group,
        "kinds": set(policy.kinds),
        "code_version": code_version(asset, models),
        "owners": OWNERS,
        "pool": policy.pool,
        "op_tags": {"dagster-celery/queue": policy.queue},
        "output_required": False,  # a video that failed leaves its partition unmaterialised
        "dagster_type": dg.Nothing,
        "retry_policy": dg.RetryPolicy(
            max_retries=policy.retries,
            delay=RETRY_DELAY_S,
            backoff=dg.Backoff.EXPONENTIAL,
            jitter=dg.Jitter.PLUS_MINUS,
        ),
    }
