"""`frame_embeddings` and `text_embeddings`: what is seen, said and written, as vectors of the model set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.assets.factory import build_asset
from vindex_assets.pipeline.step import AssetStep, Metadata, VideoTask
from vindex_search.contract.artefacts import FRAME_EMBEDDINGS, FRAMES, SCREEN_TEXT, TEXT_EMBEDDINGS, TRANSCRIPT
from vindex_search.models.weights import WeightsLocator

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

NO_DIM: Final = 1  # an Array column needs a size; a table without a model has no rows to put in it

Row = dict[str, Any]


def make_frames(work: VideoTask) -> None:
    """Write `embeddings/frames.parquet`; empty, with the reason, where the set has no model for pictures."""
    store, model = work.library.store, work.library.models.vision
    if model is None:
        note = {"absent": work.library.models.why_no_vision}
        store.write_table(work.video_id, FRAME_EMBEDDINGS, _table([], [], NO_DIM), work.stamp.with_note(note))
        return
    from vindex_search.models.vision import VisionEncoder

    encoder = VisionEncoder(model, WeightsLocator(work.library.settings.models_dir))
    frames = len(store.read_table(work.video_id, FRAMES, columns=["frame_index"]))
    rows: list[Row] = []
    vectors: list[npt.NDArray[np.float32]] = []
    for batch in store.iter_batches(work.video_id, FRAMES, columns=["frame_index", "start_s", "end_s", "jpeg"]):
        vectors.extend(encoder.encode_images(batch["jpeg"].to_list()))
        rows += (_row("visual", f"{f['frame_index']:08}", f) for f in batch.drop("jpeg").iter_rows(named=True))
        work.report_progress(len(rows) / frames)
    store.write_table(work.video_id, FRAME_EMBEDDINGS, _table(rows, vectors, model.dim), work.stamp)


def make_texts(work: VideoTask) -> None:
    """Write `embeddings/texts.parquet`: passages of the transcript, and texts on the screen."""
    from vindex_search.models.text import TextEncoder

    store, model = work.library.store, work.library.models.text
    rows = [*_passages(store.read_table(work.video_id, TRANSCRIPT)), *_screen(work)]
    encoder = TextEncoder(model, WeightsLocator(work.library.settings.models_dir))
    vectors = encoder.encode_passages([row["text"] for row in rows], progress=work.report_progress)
    store.write_table(work.video_id, TEXT_EMBEDDINGS, _table(rows, vectors, model.dim), work.stamp)


def _passages(transcript: pl.DataFrame) -> Iterator[Row]:
    from vindex_assets.speech.passages import split_passages
    from vindex_assets.speech.segments import from_table

    for passage in split_passages(from_table(transcript)):
        facts = {name: getattr(passage, name) for name in ("start_s", "end_s", "text", "language", "speaker")}
        yield _row("speech", passage.row_key, {**facts, "sentences": passage.sentence_offsets})


def _screen(work: VideoTask) -> Iterator[Row]:
    table = work.library.store.read_table(work.video_id, SCREEN_TEXT)
    for found in table.select("frame_index", "start_s", "end_s", "text").iter_rows(named=True):
        yield _row("screen", f"{found['frame_index']:08}", found)


def _row(channel: str, row_key: str, facts: Row) -> Row:
    names = ("start_s", "end_s", "text", "language", "speaker", "sentences")
    return {"row_key": row_key, "channel": channel, **{name: facts.get(name) for name in names}}


def _table(rows: Sequence[Row], vectors: npt.NDArray[np.float32] | Sequence[Any], dim: int) -> pl.DataFrame:
    import polars as pl

    from vindex_search.contract.tables import embeddings_schema

    schema = embeddings_schema(dim)
    plain = pl.DataFrame(list(rows), schema={name: kind for name, kind in schema.items() if name != "vector"})
    return plain.with_columns(pl.Series("vector", vectors, dtype=schema["vector"]))


def describe_frames(work: VideoTask) -> Metadata:
    """How many vectors of which model, or why there are none."""
    return _describe(work, FRAME_EMBEDDINGS, work.library.models.vision.id if work.library.models.vision else "none")


def describe_texts(work: VideoTask) -> Metadata:
    """How many vectors of which model, by channel."""
    table = work.library.store.read_table(work.video_id, TEXT_EMBEDDINGS, columns=["channel"])
    counts = {name: int((table["channel"] == name).sum()) for name in ("speech", "screen")}
    return {**_describe(work, TEXT_EMBEDDINGS, work.library.models.text.id), **counts}


def _describe(work: VideoTask, artefact: str, model: str) -> Metadata:
    table = work.library.store.read_table(work.video_id, artefact, columns=["row_key"])
    stamp = work.library.store.stamp(work.video_id, artefact)
    return {"model": model, "vectors": len(table), **(stamp.note if stamp else {})}


FRAME_STEP: Final = AssetStep("frame_embeddings", make_frames, describe_frames)
TEXT_STEP: Final = AssetStep("text_embeddings", make_texts, describe_texts)


frame_embeddings: Final = build_asset(FRAME_STEP, "One vector a kept frame, where the set can make them.")


text_embeddings: Final = build_asset(TEXT_STEP, "One vector a passage of speech and a text on the screen.")
