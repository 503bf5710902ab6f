"""`screen_text`: what is written on the kept frames, one row for as long as a text stands."""

from __future__ import annotations

from typing import Final

import dagster as dg

from vindex_assets.assets.factory import build_asset
from vindex_assets.pipeline.step import AssetStep, Metadata, VideoTask
from vindex_search.contract.artefacts import FRAMES, SCREEN_TEXT
from vindex_search.models.weights import WeightsLocator

EXCERPT_ROWS: Final = 12


def make(work: VideoTask) -> None:
    """Write `screen_text.parquet`."""
    from vindex_assets.ocr.rapidocr_engine import open_engine
    from vindex_assets.ocr.screen_text import read_screen_text

    settings = work.library.settings
    chosen = open_engine(settings.screen_language, WeightsLocator(settings.models_dir))
    duration_s = max(work.video_record().duration_s, 1e-3)
    frames = work.library.store.iter_batches(work.video_id, FRAMES, columns=["frame_index", "start_s", "end_s", "jpeg"])
    table = read_screen_text(frames, chosen, progress=lambda seconds: work.report_progress(seconds / duration_s))
    work.library.store.write_table(work.video_id, SCREEN_TEXT, table, work.stamp)


def describe(work: VideoTask) -> Metadata:
    """How many texts stand for how long, and the first of them."""
    table = work.library.store.read_table(work.video_id, SCREEN_TEXT, columns=["start_s", "end_s", "text"])
    rows = table.head(EXCERPT_ROWS).iter_rows(named=True)
    lines = [f"- {row['start_s']:.1f}-{row['end_s']:.1f} s: {' / '.join(row['text'].split(chr(10)))}" for row in rows]
    return {"texts": len(table), "excerpt": dg.MetadataValue.md("\n".join(lines) or "(nothing is written)")}


STEP: Final = AssetStep("screen_text", make, describe)


screen_text: Final = build_asset(STEP, __doc__)
