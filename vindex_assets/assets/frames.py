"""`frames`: the pictures worth keeping, each with the time it stands, and the storyboard for players."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import dagster as dg

from vindex_assets.assets.factory import build_asset
from vindex_assets.media.probe.streams import absence_reason
from vindex_assets.pipeline.step import AssetStep, Metadata, VideoTask
from vindex_search.contract.artefacts import FRAMES, STORYBOARD
from vindex_search.storage.stamp import Stamp

if TYPE_CHECKING:
    import polars as pl


MOST_IN_CONTACT_SHEET: Final = 24


def make(work: VideoTask) -> None:
    """Decode the video in a child process and write `frames.parquet` and the storyboard.

    Raises:
        Permanent: nothing can be decoded, or decoding crashed, hung or took too much memory.
    """
    import polars as pl

    from vindex_search.contract.tables import FRAMES_SCHEMA

    facts = work.video_record().manifest
    if facts["video_stream"] is None:
        empty = pl.DataFrame(schema=FRAMES_SCHEMA)
        note = {"absent": absence_reason(facts, "video")}
        work.library.store.write_table(work.video_id, FRAMES, empty, work.stamp.with_note(note))
        return
    with tempfile.TemporaryDirectory(prefix="vindex-") as folder:
        found = work.run_in_child("write_frames", folder, work.library.settings.sampling)
        _keep(work, Path(folder), found)


def _keep(work: VideoTask, folder: Path, found: dict[str, object]) -> None:
    """Storyboard first, frames last: their stamp says that both are there."""
    import polars as pl

    from vindex_assets.media.child_tasks import FRAMES_FOLDER, STORYBOARD_FILE

    store, stamp = work.library.store, work.stamp.with_note(found)
    for sheet in sorted(folder.glob("storyboard/*.jpg")):
        store.write_bytes(work.video_id, f"storyboard/{sheet.name}", sheet.read_bytes(), stamp)
    store.write_bytes(work.video_id, STORYBOARD, (folder / STORYBOARD_FILE).read_bytes(), stamp)
    store.sink_table(work.video_id, FRAMES, pl.scan_parquet(folder / FRAMES_FOLDER / "*.parquet"), stamp)


def storyboard_files(stamp: Stamp) -> list[str]:
    """The storyboard that belongs to frames, by what their stamp notes; none where there are no pictures."""
    sheets = stamp.note.get("sheets", [])
    return [*sheets, STORYBOARD] if sheets else []


def describe(work: VideoTask) -> Metadata:
    """Counts, the decoder that served, and a contact sheet."""
    from vindex_assets.media.frames.storyboard import contact_sheet

    store = work.library.store
    shots = store.read_table(work.video_id, FRAMES, columns=["shot"])["shot"]
    stamp = store.stamp(work.video_id, FRAMES)
    facts: Metadata = {"frames": len(shots), "shots": shots.n_unique(), **(stamp.note if stamp else {})}
    facts.pop("sheets", None)
    with store.scan_table(work.video_id, FRAMES) as table:
        sheet = contact_sheet(_spread(table, len(shots)))
    if sheet:
        picture = base64.b64encode(sheet).decode()
        facts["contact sheet"] = dg.MetadataValue.md(f"![contact sheet](data:image/jpeg;base64,{picture})")
    return facts


def _spread(table: pl.LazyFrame, rows: int) -> list[bytes]:
    """The pictures of a few rows, evenly spread; no others are read into memory."""
    step = max(1, -(-rows // MOST_IN_CONTACT_SHEET))
    pictures: list[bytes] = table.select("jpeg").gather_every(step).collect()["jpeg"].to_list()
    return pictures


STEP: Final = AssetStep("frames", make, describe, companion_files=storyboard_files)


frames: Final = build_asset(STEP, __doc__)
