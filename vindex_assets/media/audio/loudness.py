"""Level of an audio track: peak, share of silence and of clipping, and integrated loudness (ITU-R BS.1770)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.container import silence_ffmpeg

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

FULL_SCALE: Final = 32_767
SILENCE_LEVEL: Final = 33  # -60 dBFS: the noise of a quiet room in a recording
ABSOLUTE_GATE_LUFS: Final = -70.0  # BS.1770: quieter blocks do not count; FFmpeg's value where no block did
INTEGRATED_LOUDNESS: Final = "lavfi.r128.I"  # metadata key of FFmpeg's `ebur128` filter

Samples = npt.NDArray[np.int16]  # shape (samples,), mono


@dataclass(slots=True)
class AudioStats:
    """Statistics of an extracted audio track.

    Attributes:
        seconds: Length.
        peak_dbfs: Peak in dB of full scale; None where every sample is zero.
        silence_share: Share of samples below -60 dBFS.
        clipped_share: Share of samples at full scale.
        loudness_lufs: Integrated loudness; None where nothing is loud or long enough to be measured.
        lost: Packets that could not be decoded.
        decoded_s: Seconds that came out of the decoder; the rest of the track is silence for what is not there.
        lost_from_s: Player second after which packets were lost; None where none was.
        lost_until_s: Player second at which the sound goes on after them; None likewise.
    """

    seconds: float = 0.0
    peak_dbfs: float | None = None
    silence_share: float = 0.0
    clipped_share: float = 0.0
    loudness_lufs: float | None = None
    lost: int = 0
    decoded_s: float = 0.0
    lost_from_s: float | None = None
    lost_until_s: float | None = None


class LevelMeter:
    """Measures the level of mono samples, block by block; `rate` is in samples per second."""

    def __init__(self, *, rate: int) -> None:
        self.sample_count = self._silent = self._clipped = self._peak = 0
        self._rate = rate
        self._loudness = Loudness(rate=rate)

    def add(self, samples: Samples) -> None:
        """Measure the next block."""
        level = np.abs(samples.astype(np.int32))  # -32768 has no positive counterpart in 16 bits
        self._loudness.add(audio_frame(samples, pts=self.sample_count, rate=self._rate))
        self.sample_count += len(samples)
        self._silent += int((level < SILENCE_LEVEL).sum())
        self._clipped += int((level >= FULL_SCALE).sum())
        self._peak = max(self._peak, min(FULL_SCALE, int(level.max(initial=0))))

    def stats(self, *, lost: int) -> AudioStats:
        """Statistics of all blocks so far."""
        samples = max(1, self.sample_count)
        return AudioStats(
            seconds=self.sample_count / self._rate,
            peak_dbfs=round(20 * math.log10(self._peak / FULL_SCALE), 2) if self._peak else None,
            silence_share=round(self._silent / samples, 4),
            clipped_share=round(self._clipped / samples, 6),
            loudness_lufs=self._loudness.lufs(),
            lost=lost,
        )


class Loudness:
    """Integrated loudness of mono samples (EBU R 128, ITU-R BS.1770-4: K-weighting, gated blocks of 400 ms).

    Measured by FFmpeg's `ebur128` filter, which keeps a histogram of the blocks: memory does not grow with time. The
    value is that of one channel; a meter that sums the equal channels of a stereo track reads 3 LU more.
    """

    def __init__(self, *, rate: int) -> None:
        import av.filter

        silence_ffmpeg()
        self._graph = av.filter.Graph()
        source = self._graph.add_abuffer(sample_rate=rate, format="s16", layout="mono", time_base=Fraction(1, rate))
        meter = self._graph.add("ebur128", metadata="1")
        self._graph.link_nodes(source, meter, self._graph.add("abuffersink")).configure()
        self._lufs = ABSOLUTE_GATE_LUFS

    def add(self, frame: AudioFrame) -> None:
        """Measure a frame; the filter works in steps of 100 ms and holds the rest until the next frame."""
        import av

        self._graph.push(frame)
        while True:
            try:
                measured = self._graph.pull()
            except av.BlockingIOError:  # EAGAIN: the filter needs more input
                return
            self._lufs = float(measured.metadata[INTEGRATED_LOUDNESS])

    def lufs(self) -> float | None:
        """Loudness so far, rounded to 0.1; None where no block of 400 ms passed the gate."""
        return round(self._lufs, 1) if self._lufs > ABSOLUTE_GATE_LUFS else None


def audio_frame(samples: Samples, *, pts: int, rate: int) -> Any:
    """Mono samples as a frame of FFmpeg; `pts` is the number of samples before the first."""
    import av

    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate
    frame.pts = pts
    frame.time_base = Fraction(1, rate)
    return frame
