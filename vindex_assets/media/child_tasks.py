"""What the child process does with a video: frames with storyboard, or sound, written into a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import Decoder, DecoderError
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.frames.parquet_writer import FramesParquetWriter
from vindex_assets.media.frames.sampling import Sampling, SamplingMode, sample_frames
from vindex_assets.media.frames.storyboard import StoryboardWriter
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.probe.probe import MediaLimits, probe

FRAMES_FOLDER: Final = "frames"
STORYBOARD_FILE: Final = "storyboard.vtt"
AUDIO_FILE: Final = "audio.flac"

Progress = Callable[[float], None]


def probe_file(path: str, limits: dict[str, Any], audio_language: str, _progress: Progress) -> dict[str, Any]:
    """What `probe` finds of a file, as it is kept in `video.json`; `limits` are the fields of `Limits`.

    Raises:
        Permanent: it is nothing that can be indexed.
    """
    return probe(Path(path), limits=MediaLimits(**limits), audio_language=audio_language).to_dict()


def write_frames(
    path: str, facts: dict[str, Any], folder: str, mode: SamplingMode, progress: Progress
) -> dict[str, Any]:
    """Decode a video once and write the table of its frames, in parts, and its storyboard into `folder`.

    Returns:
        Which decoder served, how many frames were kept, packets lost to damage, the second of the last picture (of a
        file cut off it lies well before the stated end), and the names of the sheets.

    Raises:
        Permanent: not one frame can be decoded.
    """
    manifest, sampling = VideoManifest.from_dict(facts), Sampling(mode=mode)
    decoder = open_decoder(Path(path), manifest)
    try:
        written = _write(decoder, manifest, sampling, Path(folder), progress)
    except DecoderError:
        decoder = PyAvDecoder(Path(path), manifest)  # the file is damaged: what was written so far is written again
        written = _write(decoder, manifest, sampling, Path(folder), progress)
    if not written["kept"]:
        raise Permanent("the video stream holds no frame that can be decoded")
    return {"decoder": decoder.name, "lost_packets": decoder.lost_packets(), **written}


def _write(
    decoder: Decoder, manifest: VideoManifest, sampling: Sampling, folder: Path, progress: Progress
) -> dict[str, Any]:
    last_s = 0.0

    def tell(time_s: float) -> None:
        nonlocal last_s
        last_s = time_s
        progress(time_s)

    parts, board = FramesParquetWriter(folder / FRAMES_FOLDER), StoryboardWriter(folder / STORYBOARD_FILE)
    for frame in sample_frames(decoder, manifest, sampling=sampling, progress=tell):
        parts.add(frame)
        board.add(frame.start_s, frame.end_s, frame.thumbnail)
    parts.finish()
    board.finish()
    return {"kept": parts.rows, "pictures_until_s": round(last_s, 3), "sheets": board.sheets}


def write_audio(path: str, facts: dict[str, Any], folder: str, progress: Progress) -> dict[str, Any]:
    """Write `audio.flac` into `folder`; returns its seconds, silence and clipping."""
    from vindex_assets.media.audio.extract import extract_audio

    made = extract_audio(Path(path), VideoManifest.from_dict(facts), Path(folder) / AUDIO_FILE, progress=progress)
    return asdict(made)


def read_subtitles(path: str, facts: dict[str, Any], language: str | None, _progress: Progress) -> dict[str, Any]:
    """The cues of the text track inside a video, in a language where there is one, and the language it says."""
    from vindex_assets.media.subtitles.read import read_embedded

    cues, stated = read_embedded(Path(path), VideoManifest.from_dict(facts), language=language)
    return {"cues": [asdict(cue) for cue in cues], "language": stated}
