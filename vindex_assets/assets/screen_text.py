"""`screen_text`: OCR of the kept frames, one row for as long as the same text is on screen."""

from __future__ import annotations

from typing import Final

import dagster as dg

from vindex_assets.assets.factory import build_asset
from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import FRAMES, SCREEN_TEXT
from vindex_search.models.weights import WeightsLocator

EXCERPT_ROWS: Final = 12  # shown in the metadata
EXCERPT_COLUMNS: Final = dg.TableSchema(
    [dg.TableColumn("start_s", "float"), dg.TableColumn("end_s", "float"), dg.TableColumn("text", "string")]
)


def make(task: VideoTask) -> None:
    """Write `screen_text.parquet`.

    Raises:
        Transient: the video was not probed yet.
        LookupError: a model of the screen language is not on this machine.
    """
    from vindex_assets.ocr.rapidocr_engine import open_engine
    from vindex_assets.ocr.screen_text import read_screen_text

    settings = task.library.settings
    engine = open_engine(settings.screen_language, weights=WeightsLocator(settings.models_dir))
    duration_s = task.duration_s
    frames = task.library.store.iter_batches(task.video_id, FRAMES, columns=["frame_index", "start_s", "end_s", "jpeg"])
    table = read_screen_text(frames, engine, progress=lambda position_s: task.report_progress(position_s / duration_s))
    task.library.store.write_table(task.video_id, SCREEN_TEXT, table, task.stamp)


def describe(task: VideoTask) -> Metadata:
    """How many texts there are, and the first of them with their times."""
    table = task.library.store.read_table(task.video_id, SCREEN_TEXT, columns=["start_s", "end_s", "text"])
    rows = table.head(EXCERPT_ROWS).iter_rows(named=True)
    records = [dg.TableRecord({**row, "text": row["text"].replace("\n", " / ")}) for row in rows]
    return {"texts": len(table), "excerpt": dg.MetadataValue.table(records, EXCERPT_COLUMNS)}


STEP: Final = AssetStep(asset="screen_text", make=make, describe=describe)

screen_text: Final = build_asset(STEP, __doc__)
