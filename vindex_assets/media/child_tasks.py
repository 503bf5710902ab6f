"""The functions that run in the child process: probing, frames with storyboard, audio, embedded subtitles.

Arguments and results are values of JSON (`sandbox.run_sandboxed`); `manifest` is a `VideoManifest` as a dictionary,
bulk data is written into `folder`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.audio.mono import extract_mono
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import Decoder, DecoderError
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.frames.parquet_writer import FramesParquetWriter
from vindex_assets.media.frames.picture_sizes import PictureSizes
from vindex_assets.media.frames.sampling import Sampling, SamplingMode, sample_frames
from vindex_assets.media.frames.storyboard import StoryboardWriter
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.probe.probe import MediaLimits, probe
from vindex_assets.media.subtitles.embedded import read_embedded
from vindex_search.contract.notes import to_stamp

FRAMES_FOLDER: Final = "frames"
STORYBOARD_FILE: Final = "storyboard.vtt"
AUDIO_FILE: Final = "audio.flac"

Progress = Callable[[float], None]


def probe_file(path: str, limits: dict[str, Any], audio_language: str, _progress: Progress) -> dict[str, Any]:
    """The manifest of a file; `limits` are the fields of `MediaLimits`.

    Raises:
        Permanent: the file cannot be indexed.
    """
    return probe(Path(path), limits=MediaLimits(**limits), audio_language=audio_language).to_dict()


def write_frames(
    path: str, manifest: dict[str, Any], folder: str, mode: SamplingMode, progress: Progress
) -> dict[str, Any]:
    """Decode a video once; write its kept frames, as Parquet files, and its storyboard.

    Returns:
        Name of the decoder, number of kept frames, packets lost to damage, time of the last decoded frame (well before
        the stated end where the file is cut off), names of the storyboard's sheets, and notes.

    Raises:
        Permanent: not one frame can be decoded.
    """
    video, sampling = VideoManifest.from_dict(manifest), Sampling(mode=mode)
    decoder = open_decoder(Path(path), video)
    try:
        written = _decode_and_write(decoder, video, sampling, Path(folder), progress)
    except DecoderError:
        return write_frames_sequentially(path, manifest, folder, mode, progress)  # damaged; the writers start over
    return _decoding_result(decoder, written)


def write_frames_sequentially(
    path: str, manifest: dict[str, Any], folder: str, mode: SamplingMode, progress: Progress
) -> dict[str, Any]:
    """As `write_frames`, by the decoder that gets through most damage: packet by packet, in one thread."""
    video = VideoManifest.from_dict(manifest)
    decoder = PyAvDecoder(Path(path), video, threads=1)
    written = _decode_and_write(decoder, video, Sampling(mode=mode), Path(folder), progress)
    return _decoding_result(decoder, written)


def _decoding_result(decoder: Decoder, written: dict[str, Any]) -> dict[str, Any]:
    if not written["kept"]:
        raise Permanent("the video stream holds no frame that can be decoded")
    return {"decoder": decoder.name, "lost_packets": decoder.lost_packets(), **written}


def _decode_and_write(
    decoder: Decoder, manifest: VideoManifest, sampling: Sampling, folder: Path, progress: Progress
) -> dict[str, Any]:
    last_s = 0.0

    def track_position(time_s: float) -> None:
        nonlocal last_s
        last_s = time_s
        progress(time_s)

    table, storyboard = FramesParquetWriter(folder / FRAMES_FOLDER), StoryboardWriter(folder / STORYBOARD_FILE)
    sizes = PictureSizes()
    for frame in sample_frames(decoder, manifest, sampling=sampling, progress=track_position, sizes=sizes):
        table.add(frame)
        storyboard.add(frame.start_s, frame.end_s, frame.thumbnail)
    table.finish()
    storyboard.finish()
    return {
        **{"kept": table.rows, "pictures_until_s": round(last_s, 3), "sheets": storyboard.sheets},
        **to_stamp(sizes.notes()),
    }


def write_audio(path: str, manifest: dict[str, Any], folder: str, progress: Progress) -> dict[str, Any]:
    """Write the audio track as `audio.flac`; returns the fields of `AudioStats`, and notes where there are some."""
    video, out = VideoManifest.from_dict(manifest), Path(folder) / AUDIO_FILE
    stats, notes = extract_mono(Path(path), video, out, progress=progress)
    return {**asdict(stats), **to_stamp(notes)}


def read_subtitles(path: str, manifest: dict[str, Any], language: str | None, _progress: Progress) -> dict[str, Any]:
    """The cues of an embedded subtitle stream, in `language` where there is one, its language tag, and the notes."""
    track = read_embedded(Path(path), VideoManifest.from_dict(manifest), language=language)
    notes = [note.to_dict() for note in track.notes]
    return {"cues": [asdict(cue) for cue in track.cues], "language": track.language, "notes": notes}
