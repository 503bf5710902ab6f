"""The texts of the points of a video: as they were embedded, with the corrections that the stamp names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import POINTS, TEXT_EMBEDDINGS
from vindex_search.contract.ids import workspace_of_video
from vindex_search.corrections.journals import overlay_digest, read_journal, read_names, read_overlay
from vindex_search.corrections.stamped import stamped_digest
from vindex_search.corrections.texts import KnownVectors, Row, corrected_texts
from vindex_search.models.weights import WeightsLocator
from vindex_search.storage.library import correction_marks

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def pointed_texts(task: VideoTask) -> list[Row]:
    """Rows of `embeddings/texts.parquet` with the corrections applied; what they touch is embedded here."""
    store = task.library.store
    if not stamped_digest(task.stamp):
        return list(store.read_table(task.video_id, TEXT_EMBEDDINGS).iter_rows(named=True))
    vectors = KnownVectors(lambda texts: _embed(task, texts))
    _learn_from_points(task, vectors)
    return corrected_texts(store, task.video_id, read_overlay(store, task.video_id), vectors)


def mark_later_corrections(task: VideoTask) -> None:
    """Have the service look at a video that was corrected while its points were made: it may be through already."""
    store, overlay = task.library.store, read_overlay(task.library.store, task.video_id)
    if overlay_digest(store, task.video_id, overlay) == stamped_digest(task.stamp):
        return
    workspace = workspace_of_video(task.video_id)
    for entry in (*read_journal(store, task.video_id).entries[-1:], *read_names(store, workspace).entries[-1:]):
        correction_marks.add(store.root, task.video_id, entry.id)


def _learn_from_points(task: VideoTask, vectors: KnownVectors) -> None:
    """The vectors of corrected texts that the service or an earlier run made with the same model."""
    import polars as pl

    store, model = task.library.store, task.library.models.text
    try:
        points = store.read_table(task.video_id, POINTS)
    except FileNotFoundError:
        return
    texts = points.filter(pl.col("channel").is_in(("speech", "screen")))
    vectors.learn(texts.filter(pl.col("model") == f"{model.id}@{model.revision}"), "text_vector")


def _embed(task: VideoTask, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    from vindex_search.models.text import TextEncoder

    return TextEncoder(task.library.models.text, WeightsLocator(task.library.settings.models_dir)).encode_passages(
        texts
    )
