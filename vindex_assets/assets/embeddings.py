"""`frame_embeddings` and `text_embeddings`: kept frames, passages, screen text and description as vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.assets.factory import build_asset
from vindex_assets.assets.texts.description import description_notes, description_rows, keep_description
from vindex_assets.assets.texts.known_vectors import known_vectors, vectors_of
from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_assets.pipeline.meter.gpu_time import model_call
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import FRAME_EMBEDDINGS, FRAMES, SCREEN_TEXT, TEXT_EMBEDDINGS, TRANSCRIPT
from vindex_search.contract.notes import to_stamp
from vindex_search.models.weights import WeightsLocator
from vindex_search.passages.rows import Row, embedding_row, passage_row, screen_key

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    from vindex_search.passages.passages import Passage

PLACEHOLDER_DIM: Final = 1  # an Array column needs a width, of the empty table of a set without a vision model too


def make_frames(task: VideoTask) -> None:
    """Write `embeddings/frames.parquet`; empty, with the reason, where the set has no vision model."""
    store, model = task.library.store, task.library.models.vision
    if model is None:
        note = {"absent": task.library.models.why_no_vision}
        store.write_table(task.video_id, FRAME_EMBEDDINGS, _table([], [], PLACEHOLDER_DIM), task.stamp.with_note(note))
        return
    from vindex_search.models.vision import VisionEncoder

    encoder = VisionEncoder(model, WeightsLocator(task.library.settings.models_dir))
    frame_count = len(store.read_table(task.video_id, FRAMES, columns=["frame_index"]))
    rows: list[Row] = []
    vectors: list[npt.NDArray[np.float32]] = []
    for batch in store.iter_batches(task.video_id, FRAMES, columns=["frame_index", "start_s", "end_s", "jpeg"]):
        report = partial(_report_batch, task, len(rows), len(batch), frame_count)
        with model_call():
            vectors.extend(encoder.encode_images(batch["jpeg"].to_list(), progress=report))
        rows += (
            embedding_row("visual", screen_key(frame["frame_index"]), frame)
            for frame in batch.drop("jpeg").iter_rows(named=True)
        )
    store.write_table(task.video_id, FRAME_EMBEDDINGS, _table(rows, vectors, model.dim), task.stamp)


def _report_batch(task: VideoTask, done: int, size: int, total: int, share: float) -> None:
    """Report progress within a batch of frames, `done` of `total` frames before it, a share of whose `size` is done."""
    task.report_progress((done + share * size) / total)


def make_texts(task: VideoTask) -> None:
    """Write `embeddings/texts.parquet`: passages of the transcript, screen text, and what the sidecars say of it."""
    from vindex_search.models.text import TextEncoder

    store, model = task.library.store, task.library.models.text
    passages = _passages(store.read_table(task.video_id, TRANSCRIPT))
    screen_texts = [*_screen_text_rows(task), *_description_rows(task)]
    encoder = TextEncoder(model, WeightsLocator(task.library.settings.models_dir))
    texts = [*(passage.own_text for passage in passages), *(row["text"] for row in screen_texts)]
    embed = partial(encoder.encode_passages, progress=task.report_progress)
    with model_call():
        vectors = vectors_of(texts, known_vectors(task), embed)
    rows = [*map(passage_row, passages), *screen_texts]
    stamp = task.stamp.with_note(to_stamp(description_notes(task)))
    store.write_table(task.video_id, TEXT_EMBEDDINGS, _table(rows, vectors, model.dim), stamp)


def _passages(transcript: pl.DataFrame) -> list[Passage]:
    from vindex_search.passages.passages import split_passages
    from vindex_search.passages.segments import from_table

    return split_passages(from_table(transcript))


def _screen_text_rows(task: VideoTask) -> Iterator[Row]:
    table = task.library.store.read_table(task.video_id, SCREEN_TEXT)
    for row in table.select("frame_index", "start_s", "end_s", "text").iter_rows(named=True):
        yield embedding_row("screen", screen_key(row["frame_index"]), row)


def _description_rows(task: VideoTask) -> Iterator[Row]:
    """Title and description, which count as texts that stand at the start of the film."""
    for row in description_rows(task):
        yield embedding_row("screen", row["row_key"], row)


def _table(rows: Sequence[Row], vectors: npt.NDArray[np.float32] | Sequence[Any], dim: int) -> pl.DataFrame:
    import polars as pl

    from vindex_search.contract.tables import embeddings_schema

    schema = embeddings_schema(dim)
    table = pl.DataFrame(list(rows), schema={name: kind for name, kind in schema.items() if name != "vector"})
    return table.with_columns(pl.Series("vector", vectors, dtype=schema["vector"]))


def describe_frames(task: VideoTask) -> Metadata:
    """The model and its number of vectors, or why there are none."""
    model = task.library.models.vision
    return _describe(task, FRAME_EMBEDDINGS, model.id if model else "none")


def describe_texts(task: VideoTask) -> Metadata:
    """The model and its number of vectors, by channel."""
    table = task.library.store.read_table(task.video_id, TEXT_EMBEDDINGS, columns=["channel"])
    counts = {name: int((table["channel"] == name).sum()) for name in ("speech", "screen")}
    return {**_describe(task, TEXT_EMBEDDINGS, task.library.models.text.id), **counts}


def _describe(task: VideoTask, artefact: str, model: str) -> Metadata:
    table = task.library.store.read_table(task.video_id, artefact, columns=["row_key"])
    stamp = task.library.store.stamp(task.video_id, artefact)
    return {"model": model, "vectors": len(table), **(stamp.note if stamp else {})}


FRAME_STEP: Final = AssetStep(asset="frame_embeddings", make=make_frames, describe=describe_frames)
TEXT_STEP: Final = AssetStep(asset="text_embeddings", make=make_texts, describe=describe_texts, before=keep_description)

frame_embeddings: Final = build_asset(FRAME_STEP, "One vector per kept frame, where the model set has a vision model.")
text_embeddings: Final = build_asset(TEXT_STEP, "One vector per passage of speech, screen text, and text of a sidecar.")
