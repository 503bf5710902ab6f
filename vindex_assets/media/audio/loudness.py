"""How loud a sound track is: its peak, its silence, its clipping, and its loudness as broadcasters measure it."""

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
SILENT_LEVEL: Final = 33  # -60 dBFS: what a quiet room makes in a recording
GATE_LUFS: Final = -70.0  # BS.1770: quieter blocks do not count; FFmpeg gives this number where none did
INTEGRATED: Final = "lavfi.r128.I"

Samples = npt.NDArray[np.int16]


@dataclass(slots=True)
class AudioStats:
    """What was written: seconds, peak in dB of full scale, shares of silent and clipped samples, loudness in LUFS.

    `peak_dbfs` is None where every sample is zero, `loudness_lufs` where nothing is loud or long enough to be
    measured; `lost` counts packets that could not be decoded.
    """

    seconds: float = 0.0
    peak_dbfs: float | None = None
    silence_share: float = 0.0
    clipped_share: float = 0.0
    loudness_lufs: float | None = None
    lost: int = 0


class LevelMeter:
    """Of all samples seen so far: mono, `rate` a second."""

    def __init__(self, *, rate: int) -> None:
        self.sample_count = self._silent = self._clipped = self._peak = 0
        self._rate = rate
        self._loudness = Loudness(rate=rate)

    def add(self, samples: Samples) -> None:
        """Count in a block of samples."""
        level = np.abs(samples.astype(np.int32))  # the lowest of 16 bits has no positive twin
        self._loudness.add(audio_frame(samples, at=self.sample_count, rate=self._rate))
        self.sample_count += len(samples)
        self._silent += int((level < SILENT_LEVEL).sum())
        self._clipped += int((level >= FULL_SCALE).sum())
        self._peak = max(self._peak, min(FULL_SCALE, int(level.max(initial=0))))

    def stats(self, *, lost: int) -> AudioStats:
        """What there is to say of them."""
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
    """Integrated loudness of mono sound (EBU R 128 / ITU-R BS.1770-4: K-weighted, gated blocks of 400 ms).

    FFmpeg's `ebur128` measures; it keeps a histogram of its blocks, so hours of sound take no more memory than seconds.
    Of one channel: of stereo with the same in both, a meter that adds the channels up tells 3 LU more.
    """

    def __init__(self, *, rate: int) -> None:
        import av.filter

        silence_ffmpeg()
        self._graph = av.filter.Graph()
        source = self._graph.add_abuffer(sample_rate=rate, format="s16", layout="mono", time_base=Fraction(1, rate))
        meter = self._graph.add("ebur128", metadata="1")
        self._graph.link_nodes(source, meter, self._graph.add("abuffersink")).configure()
        self._lufs = GATE_LUFS

    def add(self, frame: AudioFrame) -> None:
        """Count in a frame; what does not fill a tenth of a second waits for the next."""
        import av

        self._graph.push(frame)
        while True:
            try:
                measured = self._graph.pull()
            except av.BlockingIOError:  # it wants more before it can say more
                return
            self._lufs = float(measured.metadata[INTEGRATED])

    def lufs(self) -> float | None:
        """Loudness so far, to a tenth; None where no block of 400 ms was louder than the gate."""
        return round(self._lufs, 1) if self._lufs > GATE_LUFS else None


def audio_frame(samples: Samples, *, at: int, rate: int) -> Any:
    """Mono samples as FFmpeg takes them; `at` is the number of samples before the first."""
    import av

    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate
    frame.pts = at
    frame.time_base = Fraction(1, rate)
    return frame
