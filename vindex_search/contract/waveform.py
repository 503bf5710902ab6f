"""The waveform of a video's sound, `waveform.dat`: lowest and highest sample of each tenth of a second, in eight bits.

The format is that of audiowaveform (version 1 of its binary data, one channel), which many players' scripts read.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

VERSION: Final = 1
EIGHT_BITS: Final = 1  # of the flags
HEADER: Final = struct.Struct("<iIiiI")  # version, flags, samples a second, samples a pixel, pixels
SAMPLE_RATE: Final = 16_000  # of `audio.flac`
SAMPLES_PER_PIXEL: Final = 1_600  # ten a second: two hours take 144 kB
TO_EIGHT_BITS: Final = 8  # bits by which sixteen are shifted


@dataclass(frozen=True, slots=True)
class Waveform:
    """Peaks of sound: `data` has the lowest and the highest of each pixel in turn, -128 to 127."""

    sample_rate: int
    samples_per_pixel: int
    data: bytes

    @property
    def length(self) -> int:
        """How many pixels there are."""
        return len(self.data) // 2

    def to_bytes(self) -> bytes:
        """The file."""
        return HEADER.pack(VERSION, EIGHT_BITS, self.sample_rate, self.samples_per_pixel, self.length) + self.data

    @classmethod
    def from_bytes(cls, file: bytes) -> Self:
        """The inverse of `to_bytes`.

        Raises:
            ValueError: it is no such file.
        """
        if len(file) < HEADER.size:
            raise ValueError("the waveform is cut off")
        version, flags, rate, per_pixel, length = HEADER.unpack_from(file)
        data = file[HEADER.size :]
        if (version, flags) != (VERSION, EIGHT_BITS) or len(data) != 2 * length:
            raise ValueError("the waveform is damaged, or of another version")
        return cls(rate, per_pixel, data)

    def coarser(self, points: int) -> Self:
        """The same in at most so many pixels, each as long as the others but the last."""
        import numpy as np

        step = max(1, math.ceil(self.length / max(1, points)))
        if step == 1:
            return self
        peaks = np.frombuffer(self.data, np.int8).reshape(-1, 2)
        starts = np.arange(0, self.length, step)
        low, high = np.minimum.reduceat(peaks[:, 0], starts), np.maximum.reduceat(peaks[:, 1], starts)
        return type(self)(self.sample_rate, self.samples_per_pixel * step, np.stack([low, high], axis=1).tobytes())

    def to_json(self) -> dict[str, Any]:
        """audiowaveform's JSON."""
        import numpy as np

        return {
            "version": 2,
            "channels": 1,
            "sample_rate": self.sample_rate,
            "samples_per_pixel": self.samples_per_pixel,
            "bits": 8,
            "length": self.length,
            "data": np.frombuffer(self.data, np.int8).tolist(),
        }


class PeakMeter:
    """Peaks of samples that arrive in blocks: mono, sixteen bits, `SAMPLE_RATE` a second."""

    def __init__(self) -> None:
        self._peaks = bytearray()
        self._rest: list[npt.NDArray[np.int16]] = []
        self._held = 0

    def add(self, samples: npt.NDArray[np.int16]) -> None:
        """Take the next block."""
        self._rest.append(samples)
        self._held += len(samples)
        if self._held >= SAMPLES_PER_PIXEL:
            self._reduce(whole=True)

    def waveform(self) -> Waveform:
        """Those of all blocks."""
        self._reduce(whole=False)
        return Waveform(SAMPLE_RATE, SAMPLES_PER_PIXEL, bytes(self._peaks))

    def _reduce(self, *, whole: bool) -> None:
        """Take the peaks of what is held: of whole pixels, or of the last one too."""
        import numpy as np

        held = np.concatenate(self._rest) if self._rest else np.zeros(0, np.int16)
        end = len(held) // SAMPLES_PER_PIXEL * SAMPLES_PER_PIXEL if whole else len(held)
        if end:
            starts = np.arange(0, end, SAMPLES_PER_PIXEL)
            low, high = (reduce(held[:end], starts) for reduce in (np.minimum.reduceat, np.maximum.reduceat))
            self._peaks += (np.stack([low, high], axis=1) >> TO_EIGHT_BITS).astype(np.int8).tobytes()
        self._rest, self._held = [held[end:]], len(held) - end
