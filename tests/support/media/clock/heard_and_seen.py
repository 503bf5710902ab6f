"""What a file looks and sounds like over time after vindex has read it: brightness and loudness by the second."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.support.media.derived_files import probe_clip
from vindex_assets.media import child_tasks
from vindex_assets.media.audio.extract import SAMPLE_RATE
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import DecoderError
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.manifest import VideoManifest
from vindex_search.contract.notes import Note, from_values

EVERY_FRAME = 1000.0  # a second
SMALL = 16  # pixels


@dataclass(frozen=True)
class Indexed:
    """A file as it is indexed.

    Attributes:
        manifest: Of the probe.
        pictures: Times of all pictures.
        levels: Brightness of each, 0 to 255.
        sound: Samples at 16 kHz.
        notes: Of the probe, the frames and the sound.
    """

    manifest: VideoManifest
    pictures: list[float]
    levels: list[float]
    sound: np.ndarray[tuple[int], np.dtype[np.int16]]
    notes: tuple[Note, ...]

    @property
    def codes(self) -> list[str]:
        """Codes of all notes."""
        return [note.code for note in self.notes]

    def level_at(self, time_s: float) -> float:
        """Brightness of the picture that is shown at a time."""
        return self.levels[max(0, int(np.searchsorted(self.pictures, time_s, side="right")) - 1)]

    def loudness_at(self, time_s: float) -> float:
        """Peak of the sound within a tenth of a second from a time, in the units of `numbered_films`."""
        first = round(time_s * SAMPLE_RATE)
        return float(np.abs(self.sound[first : first + SAMPLE_RATE // 10].astype(np.int32)).max(initial=0)) / 64


def index(path: Path, folder: Path) -> Indexed:
    """Probe a file and read its pictures and its sound."""
    manifest = probe_clip(path)
    notes = list(manifest.notes)
    pictures: list[tuple[float, float]] = []
    sound = np.zeros(0, np.int16)
    if manifest.video_stream is not None:
        (folder / "kept").mkdir(exist_ok=True)
        kept = child_tasks.write_frames(str(path), manifest.to_dict(), str(folder / "kept"), "content", lambda _: None)
        notes.extend(from_values(kept))
        pictures = _pictures(path, manifest)
    if manifest.audio_stream is not None:
        notes.extend(from_values(child_tasks.write_audio(str(path), manifest.to_dict(), str(folder), lambda _: None)))
        sound = _samples(folder / child_tasks.AUDIO_FILE)
    return Indexed(manifest, [at for at, _ in pictures], [level for _, level in pictures], sound, tuple(notes))


def _pictures(path: Path, manifest: VideoManifest) -> list[tuple[float, float]]:
    for decoder in (open_decoder(path, manifest), PyAvDecoder(path, manifest)):
        try:
            frames = decoder.frames(max_fps=EVERY_FRAME, short_side=SMALL)
            return [(frame.time_s, float(frame.image.mean())) for frame in frames]
        except DecoderError:
            continue
    return []


def _samples(path: Path) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    import av

    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
    return np.concatenate(blocks) if blocks else np.zeros(0, np.int16)
