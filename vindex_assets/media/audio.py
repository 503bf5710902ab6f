"""The sound track as recognisers want it: 16 kHz, mono, FLAC, second for second in step with the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.probe import VideoManifest, open_container

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

RATE: Final = 16_000
FULL_SCALE: Final = 32_767
SILENT_LEVEL: Final = 33  # -60 dBFS: what a quiet room makes in a recording
GAP_S: Final = 0.05  # smaller gaps between timestamps are rounding, larger ones are filled with silence

Samples = npt.NDArray[np.int16]


@dataclass(slots=True)
class AudioFacts:
    """What was written: seconds, share of silent and of clipped samples, and packets that could not be decoded."""

    seconds: float = 0.0
    silence_share: float = 0.0
    clipped_share: float = 0.0
    lost: int = 0


def extract(
    path: Path, manifest: VideoManifest, out: Path, *, progress: Callable[[float], None] | None = None
) -> AudioFacts:
    """Write the manifest's audio stream to `out` as FLAC; what is damaged becomes silence of the same length.

    Args:
        path: The video.
        manifest: Of the same file, with an audio stream.
        out: File to write.
        progress: Called with the seconds written so far.
    """
    import av

    facts = AudioFacts()
    silent = clipped = written = 0
    with av.open(str(out), "w", format="flac") as sink:
        stream: Any = sink.add_stream("flac", rate=RATE, layout="mono")
        for samples in _aligned(_decoded(path, manifest, facts)):
            level = np.abs(samples.astype(np.int32))  # the lowest of 16 bits has no positive twin
            silent += int((level < SILENT_LEVEL).sum())
            clipped += int((level >= FULL_SCALE).sum())
            written += len(samples)
            sink.mux(stream.encode(_frame(samples, written - len(samples))))
            if progress:
                progress(written / RATE)
        sink.mux(stream.encode(None))
    facts.seconds = written / RATE
    facts.silence_share = round(silent / max(1, written), 4)
    facts.clipped_share = round(clipped / max(1, written), 6)
    return facts


def _decoded(path: Path, manifest: VideoManifest, facts: AudioFacts) -> Iterator[tuple[float, Samples]]:
    """Player's time and samples of each block, resampled; damaged packets are counted and left out."""
    import av

    resampler = av.AudioResampler("s16", "mono", RATE)
    with open_container(path) as container:
        packets: Iterator[Any] = container.demux(container.streams[manifest.audio_stream or 0])
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    break
                for frame in packet.decode():
                    yield from _resampled(resampler, frame, manifest.start_s)
            except av.EOFError:
                break
            except av.FFmpegError:
                facts.lost += 1
    yield from _resampled(resampler, None, manifest.start_s)


def _resampled(resampler: Any, frame: AudioFrame | None, start_s: float) -> Iterator[tuple[float, Samples]]:
    for made in resampler.resample(frame):
        at = float(made.pts * made.time_base) - start_s if made.pts is not None else -1.0
        yield at, made.to_ndarray().reshape(-1)


def _aligned(blocks: Iterator[tuple[float, Samples]]) -> Iterator[Samples]:
    """Blocks without their times: gaps filled with silence, what lies before zero or overlaps cut off."""
    written = 0
    for at, samples in blocks:
        gap = round(at * RATE) - written if at >= 0 or written == 0 else 0
        if gap > GAP_S * RATE:
            yield np.zeros(gap, np.int16)
            written += gap
        kept = samples[-gap:] if gap < -GAP_S * RATE else samples
        if len(kept):
            yield kept
            written += len(kept)


def _frame(samples: Samples, pts: int) -> Any:
    from fractions import Fraction

    import av

    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = RATE
    frame.pts = pts
    frame.time_base = Fraction(1, RATE)
    return frame
