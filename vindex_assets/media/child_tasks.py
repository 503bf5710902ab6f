"""The functions that run in the child process: probing, frames with storyboard, audio, embedded subtitles.

Arguments and results are values of JSON (`sandbox.run_sandboxed`); `manifest` is a `VideoManifest` as a dictionary,
bulk data is written into `folder`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from vindex_assets.media.audio.mono import extract_mono
from vindex_assets.media.clock.coverage import sound_note
from vindex_assets.media.clock.losses import Losses
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import DecoderError
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.frames.picture_files import write_pictures
from vindex_assets.media.frames.sampling import SamplingMode
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.probe.probe import MediaLimits, probe
from vindex_assets.media.subtitles.embedded import read_embedded
from vindex_search.contract.notes import to_stamp

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
    video = VideoManifest.from_dict(manifest)
    decoder = open_decoder(Path(path), video)
    try:
        return write_pictures(decoder, video, Path(path), Path(folder), mode=mode, progress=progress)
    except DecoderError:
        return write_frames_sequentially(path, manifest, folder, mode, progress)  # damaged; the writers start over


def write_frames_sequentially(
    path: str, manifest: dict[str, Any], folder: str, mode: SamplingMode, progress: Progress
) -> dict[str, Any]:
    """As `write_frames`, by the decoder that gets through most damage: packet by packet, in one thread."""
    video = VideoManifest.from_dict(manifest)
    decoder = PyAvDecoder(Path(path), video, threads=1)
    return write_pictures(decoder, video, Path(path), Path(folder), mode=mode, progress=progress)


def write_audio(path: str, manifest: dict[str, Any], folder: str, progress: Progress) -> dict[str, Any]:
    """Write the audio track as `audio.flac`; returns the fields of `AudioStats`, and notes where there are some."""
    video, out = VideoManifest.from_dict(manifest), Path(folder) / AUDIO_FILE
    stats, mix_notes = extract_mono(Path(path), video, out, progress=progress)
    clock = video.clock_of(video.audio_stream)
    losses = Losses(stats.lost, stats.lost_from_s, stats.lost_until_s)
    lost = sound_note(losses, clock, decoded_s=stats.decoded_s, written_s=stats.seconds) if clock else None
    return {**asdict(stats), **to_stamp([*([lost] if lost else []), *mix_notes])}


def read_subtitles(path: str, manifest: dict[str, Any], language: str | None, _progress: Progress) -> dict[str, Any]:
    """The cues of an embedded subtitle stream, in `language` where there is one, its language tag, and the notes."""
    track = read_embedded(Path(path), VideoManifest.from_dict(manifest), language=language)
    notes = [note.to_dict() for note in track.notes]
    return {"cues": [asdict(cue) for cue in track.cues], "language": track.language, "notes": notes}
