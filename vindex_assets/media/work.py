"""What the child process does with a video: frames with storyboard, or sound, written into a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import Decoder, DecoderTrouble
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.frames import KeptFrame, Sampling, sample, to_table
from vindex_assets.media.probe import Limits, StreamInfo, VideoManifest, probe
from vindex_assets.media.storyboard import Still, storyboard

FRAMES_FILE: Final = "frames.parquet"
STORYBOARD_FILE: Final = "storyboard.vtt"
AUDIO_FILE: Final = "audio.flac"

Progress = Callable[[float], None]


def manifest_of(facts: dict[str, Any]) -> VideoManifest:
    """The manifest that `to_dict` wrote into `video.json`."""
    names = VideoManifest.__dataclass_fields__
    given = {name: facts[name] for name in names}
    streams = tuple(StreamInfo(**stream) for stream in facts["streams"])
    return VideoManifest(**{**given, "streams": streams, "subtitle_streams": tuple(facts["subtitle_streams"])})


def read_facts(path: str, max_duration_s: float, _progress: Progress) -> dict[str, Any]:
    """What `probe` finds of a file, as it is kept in `video.json`.

    Raises:
        Permanent: it is nothing that can be indexed.
    """
    return probe(Path(path), limits=Limits(max_duration_s=max_duration_s)).to_dict()


def write_frames(path: str, facts: dict[str, Any], folder: str, progress: Progress) -> dict[str, Any]:
    """Decode a video once and write `frames.parquet`, `storyboard.vtt` and its sheets into `folder`.

    Returns:
        Which decoder served, how many frames were kept, packets lost to damage, the second of the last picture (of a
        file cut off it lies well before the stated end), and the names of the sheets.

    Raises:
        Permanent: not one frame can be decoded.
    """
    manifest = manifest_of(facts)
    seconds = [0.0]

    def tell(time_s: float) -> None:
        seconds.append(time_s)
        progress(time_s)

    decoder, kept = _decode(Path(path), manifest, tell)
    to_table(kept).write_parquet(Path(folder) / FRAMES_FILE, row_group_size=len(kept))
    board = storyboard([Still(frame.start_s, frame.end_s, frame.jpeg) for frame in kept])
    (Path(folder) / STORYBOARD_FILE).write_text(board.vtt, encoding="utf-8")
    for name, sheet in board.sheets.items():
        target = Path(folder) / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(sheet)
    return {
        "decoder": decoder.name,
        "kept": len(kept),
        "lost_packets": decoder.lost(),
        "pictures_until_s": round(seconds[-1], 3),
        "sheets": list(board.sheets),
    }


def _decode(path: Path, manifest: VideoManifest, progress: Progress) -> tuple[Decoder, list[KeptFrame]]:
    """The frames kept, and the decoder that got through: where the first choice meets damage, PyAV begins anew."""
    decoder = open_decoder(path, manifest)
    try:
        kept = list(sample(decoder, manifest, sampling=Sampling(), progress=progress))
    except DecoderTrouble:
        decoder = PyAvDecoder(path, manifest)
        kept = list(sample(decoder, manifest, sampling=Sampling(), progress=progress))
    if not kept:
        raise Permanent("the video stream holds no frame that can be decoded")
    return decoder, kept


def write_audio(path: str, facts: dict[str, Any], folder: str, progress: Progress) -> dict[str, Any]:
    """Write `audio.flac` into `folder`; returns its seconds, silence and clipping."""
    from vindex_assets.media.audio import extract

    made = extract(Path(path), manifest_of(facts), Path(folder) / AUDIO_FILE, progress=progress)
    return asdict(made)
