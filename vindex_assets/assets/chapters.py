"""`chapters`: the named parts of a video, of a chapter file or of its own file, else made of its slides or topics."""

from __future__ import annotations

from typing import Any, Final

import dagster as dg

from vindex_assets.assets.chapter_sources import find_chapters
from vindex_assets.assets.factory import build_asset
from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_assets.pipeline.meter.gpu_time import model_call
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.common.clock_time import player_time
from vindex_search.contract.artefacts import CHAPTERS
from vindex_search.contract.notes import to_stamp
from vindex_search.models.weights import WeightsLocator

EXCERPT_ROWS: Final = 30  # shown in the metadata
EXCERPT_COLUMNS: Final = dg.TableSchema([dg.TableColumn("start", "string"), dg.TableColumn("title", "string")])


def make(task: VideoTask) -> None:
    """Write `embeddings/chapters.parquet`; empty, with the reason, where the video is one part.

    Raises:
        Transient: the video was not probed yet, or the reader of a chapter file did not start.
    """
    import polars as pl

    from vindex_search.contract.tables import embeddings_schema
    from vindex_search.models.text import TextEncoder

    found, model = find_chapters(task), task.library.models.text
    rows: list[dict[str, Any]] = [
        {"row_key": f"{place:04}", "channel": "chapter", "start_s": one.start_s, "end_s": one.end_s, "text": one.title}
        for place, one in enumerate(found.chapters)
    ]
    if rows:
        encoder = TextEncoder(model, WeightsLocator(task.library.settings.models_dir))
        with model_call():
            vectors = encoder.encode_passages([row["text"] for row in rows], progress=task.report_progress)
        rows = [{**row, "vector": vector} for row, vector in zip(rows, vectors, strict=True)]
    origin = {"origin": found.origin} if found.origin else {"absent": found.reason}
    note = {**origin, "chapters": len(rows), **to_stamp(found.notes)}
    table = pl.DataFrame(rows, schema=embeddings_schema(model.dim))
    task.library.store.write_table(task.video_id, CHAPTERS, table, task.stamp.with_note(note))


def describe(task: VideoTask) -> Metadata:
    """Where they come from, how many there are, and the first of them."""
    store = task.library.store
    table = store.read_table(task.video_id, CHAPTERS, columns=["start_s", "text"])
    stamp = store.stamp(task.video_id, CHAPTERS)
    records = [
        dg.TableRecord({"start": player_time(start_s), "title": title})
        for start_s, title in table.head(EXCERPT_ROWS).iter_rows()
    ]
    return {
        **(stamp.note if stamp else {}),
        "chapters": len(table),
        "excerpt": dg.MetadataValue.table(records, EXCERPT_COLUMNS),
    }


STEP: Final = AssetStep(asset="chapters", make=make, describe=describe)

chapters: Final = build_asset(STEP, __doc__)
