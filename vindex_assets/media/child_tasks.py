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
from vindex_assets.media.audio.extract import extract_audio
from vindex_assets.media.clock.coverage import Pauses, frames_note, sound_note
from vindex_assets.media.clock.losses import Losses
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import Decoder, DecoderError
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.frames.parquet_writer import FramesParquetWriter
from vindex_assets.media.frames.sampling import Sampling, SamplingMode, sample_frames
from vindex_assets.media.frames.storyboard import StoryboardWriter
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.packets import shown_times
from vindex_assets.media.probe.probe import MediaLimits, probe
from vindex_assets.media.subtitles.read import read_embedded
from vindex_search.contract.notes import Note, to_stamp

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
        the stated end where the file is cut off), and names of the storyboard's sheets.

    Raises:
        Permanent: not one frame can be decoded.
    """
    video, sampling = VideoManifest.from_dict(manifest), Sampling(mode=mode)
    decoder = open_decoder(Path(path), video)
    try:
        pauses = Pauses()
        written = _decode_and_write(decoder, video, sampling, Path(folder), progress, pauses)
    except DecoderError:
        decoder = PyAvDecoder(Path(path), video)  # the file is damaged; the writers start over
        pauses = Pauses()
        written = _decode_and_write(decoder, video, sampling, Path(folder), progress, pauses)
    if not written["kept"]:
        raise Permanent("the video stream holds no frame that can be decoded")
    note = _frames_note(Path(path), video, decoder, pauses, mode)
    return {
        **{
            "decoder": decoder.name,
            "lost_packets": decoder.lost_packets(),
            "pictures_until_s": round(pauses.last_s, 3),
        },
        **written,
        **to_stamp([note] if note else []),
    }


def _frames_note(
    path: Path, manifest: VideoManifest, decoder: Decoder, pauses: Pauses, mode: SamplingMode
) -> Note | None:
    """The note that pictures are missing; packets are read once more where there are pauses between pictures."""
    clock = manifest.clock_of(manifest.video_stream)
    if clock is None:
        return None
    losses = decoder.losses() if isinstance(decoder, PyAvDecoder) else Losses()
    return frames_note(
        losses,
        pauses.until(clock.end_s),
        lambda: shown_times(path, clock.stream, manifest.clocks, keyframes=mode == "keyframes") - manifest.start_s,
    )


def _decode_and_write(
    decoder: Decoder, manifest: VideoManifest, sampling: Sampling, folder: Path, progress: Progress, pauses: Pauses
) -> dict[str, Any]:
    def track_position(time_s: float) -> None:
        pauses.reach(time_s)
        progress(time_s)

    table, storyboard = FramesParquetWriter(folder / FRAMES_FOLDER), StoryboardWriter(folder / STORYBOARD_FILE)
    for frame in sample_frames(decoder, manifest, sampling=sampling, progress=track_position):
        table.add(frame)
        storyboard.add(frame.start_s, frame.end_s, frame.thumbnail)
    table.finish()
    storyboard.finish()
    return {"kept": table.rows, "sheets": storyboard.sheets}


def write_audio(path: str, manifest: dict[str, Any], folder: str, progress: Progress) -> dict[str, Any]:
    """Write the audio track as `audio.flac`; returns the fields of `AudioStats`, and notes on what is lost."""
    video = VideoManifest.from_dict(manifest)
    stats = extract_audio(Path(path), video, Path(folder) / AUDIO_FILE, progress=progress)
    clock = video.clock_of(video.audio_stream)
    losses = Losses(stats.lost, stats.lost_from_s, stats.lost_until_s)
    note = sound_note(losses, clock, decoded_s=stats.decoded_s, written_s=stats.seconds) if clock else None
    return {**asdict(stats), **to_stamp([note] if note else [])}


def read_subtitles(path: str, manifest: dict[str, Any], language: str | None, _progress: Progress) -> dict[str, Any]:
    """The cues of an embedded subtitle stream, in `language` where there is one, and the stream's language tag."""
    cues, stream_language = read_embedded(Path(path), VideoManifest.from_dict(manifest), language=language)
    return {"cues": [asdict(cue) for cue in cues], "language": stream_language}
