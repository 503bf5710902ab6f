"""The files of a decoded video: its kept frames and its storyboard; and notes on what is missing of its pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.clock.coverage import Pauses, frames_note
from vindex_assets.media.decode.base import Decoder
from vindex_assets.media.frames.parquet_writer import FramesParquetWriter
from vindex_assets.media.frames.picture_sizes import PictureSizes
from vindex_assets.media.frames.sampling import Sampling, SamplingMode, sample_frames
from vindex_assets.media.frames.storyboard import StoryboardWriter
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.packets import shown_times
from vindex_search.contract.notes import Note, to_stamp

FRAMES_FOLDER: Final = "frames"
STORYBOARD_FILE: Final = "storyboard.vtt"


def write_pictures(
    decoder: Decoder,
    manifest: VideoManifest,
    path: Path,
    folder: Path,
    *,
    mode: SamplingMode,
    progress: Callable[[float], None],
) -> dict[str, Any]:
    """Write the kept frames and the storyboard of what a decoder gives; returns the note of the frames' stamp.

    Raises:
        DecoderError: the decoder cannot go on.
        Permanent: not one frame can be decoded.
    """
    pauses, sizes = Pauses(), PictureSizes()

    def track_position(time_s: float) -> None:
        pauses.reach(time_s)
        progress(time_s)

    table, storyboard = FramesParquetWriter(folder / FRAMES_FOLDER), StoryboardWriter(folder / STORYBOARD_FILE)
    sampling = Sampling(mode=mode)
    for frame in sample_frames(decoder, manifest, sampling=sampling, progress=track_position, sizes=sizes):
        table.add(frame)
        storyboard.add(frame.start_s, frame.end_s, frame.thumbnail)
    table.finish()
    storyboard.finish()
    if not table.rows:
        raise Permanent("the video stream holds no frame that can be decoded")
    lost = _lost_note(path, manifest, decoder, pauses, mode)
    return {
        "decoder": decoder.name,
        "lost_packets": decoder.losses().count,
        "pictures_until_s": round(pauses.last_s, 3),
        "kept": table.rows,
        "sheets": storyboard.sheets,
        **to_stamp([*([lost] if lost else []), *sizes.notes()]),
    }


def _lost_note(
    path: Path, manifest: VideoManifest, decoder: Decoder, pauses: Pauses, mode: SamplingMode
) -> Note | None:
    """The note that pictures are missing; packets are read once more where there are pauses between pictures."""
    clock = manifest.clock_of(manifest.video_stream)
    if clock is None:
        return None
    return frames_note(
        decoder.losses(),
        pauses.until(clock.end_s),
        lambda: shown_times(path, clock.stream, manifest.clocks, keyframes=mode == "keyframes") - manifest.start_s,
    )
