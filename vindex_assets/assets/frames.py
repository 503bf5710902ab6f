"""`frames`: the kept frames, each with the time it is on screen, and the storyboard for players."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.assets.factory import build_asset
from vindex_assets.assets.poster import find_poster
from vindex_assets.failures import DecoderDied, Permanent
from vindex_assets.media.probe.streams import absence_reason
from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_assets.pipeline.metadata.plain_text import picture_metadata
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.common.text import visible
from vindex_search.contract.artefacts import FRAMES, STORYBOARD
from vindex_search.contract.poster import PosterRecord
from vindex_search.storage.stamp import Stamp

if TYPE_CHECKING:
    import polars as pl

MAX_CONTACT_SHEET_FRAMES: Final = 24
MAX_STORYBOARD_FILE: Final = 64 << 20  # bytes: the index of twelve hours has 3 MB, a sheet some 200 kB

log = logging.getLogger("vindex.media")


def make(task: VideoTask) -> None:
    """Decode the video in a sandbox and write `frames.parquet` and the storyboard.

    Raises:
        Permanent: nothing can be decoded, or decoding crashed, hung or took too much memory.
    """
    import polars as pl

    from vindex_search.contract.tables import FRAMES_SCHEMA

    manifest = task.video_record().manifest
    if manifest["video_stream"] is None:
        empty = pl.DataFrame(schema=FRAMES_SCHEMA)
        note = {"absent": absence_reason(manifest, "video")}
        task.library.store.write_table(task.video_id, FRAMES, empty, task.stamp.with_note(note))
        return
    try:
        _decode(task, "write_frames")
    except DecoderDied as death:
        log.warning("%s: %s; it is decoded once more, in one thread", task.video_id, visible(death.reason))
        _decode(task, "write_frames_sequentially")


def _decode(task: VideoTask, function: str) -> None:
    """Decode in a sandbox with one of the functions of `child_tasks`, and store what it wrote."""
    with tempfile.TemporaryDirectory(prefix="vindex-") as folder:
        note = task.run_in_child(function, folder, task.library.settings.sampling, writable=Path(folder))
        _store_results(task, Path(folder), note)


def _store_results(task: VideoTask, folder: Path, note: dict[str, Any]) -> None:
    """Write the storyboard first and the frames last: the stamp of the frames says that both are complete."""
    import polars as pl

    from vindex_assets.media.frames.picture_files import FRAMES_FOLDER, STORYBOARD_FILE

    sheets = sorted(folder.glob("storyboard/*.jpg"))
    listed = [f"storyboard/{sheet.name}" for sheet in sheets]  # as they lie there, whatever the decoder says
    store, stamp = task.library.store, task.stamp.with_note({**note, "sheets": listed})
    for sheet in sheets:
        store.write_bytes(task.video_id, f"storyboard/{sheet.name}", _read_small(sheet), stamp)
    store.write_bytes(task.video_id, STORYBOARD, _read_small(folder / STORYBOARD_FILE), stamp)
    store.sink_table(task.video_id, FRAMES, pl.scan_parquet(folder / FRAMES_FOLDER / "*.parquet"), stamp)


def _read_small(path: Path) -> bytes:
    """A file of the storyboard.

    Raises:
        Permanent: it is larger than any film gives, so that the decoder is not to be believed.
    """
    if path.stat().st_size > MAX_STORYBOARD_FILE:
        raise Permanent(f"the decoder left a storyboard of more than {MAX_STORYBOARD_FILE // 2**20} MiB")
    return path.read_bytes()


def storyboard_files(stamp: Stamp) -> list[str]:
    """Sheets and index of the storyboard, as the note of the frames' stamp lists them; none without a picture."""
    sheets = stamp.note.get("sheets", [])
    return [*sheets, STORYBOARD] if sheets else []


def describe(task: VideoTask) -> Metadata:
    """Counts of frames and shots, the decoder that was used, and a contact sheet."""
    from vindex_assets.media.frames.storyboard import contact_sheet

    store = task.library.store
    shots = store.read_table(task.video_id, FRAMES, columns=["shot"])["shot"]
    stamp = store.stamp(task.video_id, FRAMES)
    metadata: Metadata = {"frames": len(shots), "shots": shots.n_unique(), **(stamp.note if stamp else {})}
    metadata.pop("sheets", None)
    with store.scan_table(task.video_id, FRAMES) as table:
        sheet = contact_sheet(_sample_pictures(table, len(shots)))
    if sheet:
        metadata["contact sheet"] = picture_metadata(sheet)
    return metadata


def _sample_pictures(table: pl.LazyFrame, rows: int) -> list[bytes]:
    """JPEGs of evenly spaced rows, at most as many as the contact sheet shows; no others are read into memory."""
    step = max(1, -(-rows // MAX_CONTACT_SHEET_FRAMES))
    pictures: list[bytes] = table.select("jpeg").gather_every(step).collect()["jpeg"].to_list()
    return pictures


def keep_poster(task: VideoTask) -> None:
    """Record which of the frames is the picture of the video, unless that is known of these very frames."""
    store = task.library.store
    stamp, known = store.stamp(task.video_id, FRAMES), store.try_read_record(task.video_id, PosterRecord)
    if stamp is None or (known and known.frames == stamp.fingerprint):
        return
    poster = find_poster(store, task.video_id, task.duration_s)
    if poster is None:
        store.remove_record(task.video_id, PosterRecord)
    else:
        store.write_record(task.video_id, PosterRecord(stamp.fingerprint, poster))


STEP: Final = AssetStep(
    asset="frames", make=make, describe=describe, after=keep_poster, companion_files=storyboard_files
)

frames: Final = build_asset(STEP, __doc__)
