"""Level of sound where speech is, 150 to 4000 Hz, for each channel: neither an offset nor mains hum counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

BLOCK_S: Final = 0.1  # of sound that is measured at once: shorter than a syllable
LOW_HZ: Final = 150  # above mains hum and rumble
HIGH_HZ: Final = 4000
SILENCE_DBFS: Final = -60.0  # the noise of a quiet room in a recording
FLOOR_DBFS: Final = -120.0  # of a block without any sound
STEADY_DB: Final = 2.0  # between the 5th and 95th percentile: hum, hiss, a test tone, a time code. Speech: over 20 dB
CLICK_S: Final = 0.25  # of loud blocks that are no sound yet
BIN_DB: Final = 0.25  # of the histogram of levels
MAX_CHANNELS: Final = 64  # as many as broadcast tapes and ambisonics have; more is damage

Samples = npt.NDArray[Any]  # (channels, samples), as the decoder gave them
Spectrum = npt.NDArray[np.complex64]  # (channels, frequencies)
Levels = npt.NDArray[np.float64]  # dB of full scale
# Samples of FFmpeg's formats, packed or planar, and what full scale is in them.
DTYPES: Final = {"u8": np.uint8, "s16": np.int16, "s32": np.int32, "flt": np.float32, "dbl": np.float64}
MAX_SAMPLE: Final = 16.0  # of floating point: 24 dB above full scale
FULL_SCALE: Final = {"u8": 2.0**7, "s16": 2.0**15, "s32": 2.0**31, "flt": 1.0, "dbl": 1.0}


def sample_format(frame: AudioFrame) -> str:
    """Name of a frame's sample format, the same for packed and planar samples."""
    return frame.format.name.removesuffix("p")


def is_measurable(frame: AudioFrame) -> bool:
    """Whether a frame is in a format that is read here, with a plausible number of channels."""
    return sample_format(frame) in DTYPES and 0 < frame.layout.nb_channels <= MAX_CHANNELS and frame.sample_rate > 0


def channel_samples(frame: AudioFrame) -> Samples:
    """A copy of a frame's samples, one row a channel.

    PyAV's own `to_ndarray` reads beyond the planes of planar sound with 8 channels or more.
    """
    from av.audio.plane import AudioPlane

    make_plane: Any = AudioPlane  # its stub names no arguments
    channels, dtype = frame.layout.nb_channels, np.dtype(DTYPES[sample_format(frame)])
    if not frame.format.is_planar:
        packed: Samples = np.frombuffer(make_plane(frame, 0), dtype, frame.samples * channels)
        return packed.reshape(-1, channels).T.copy()
    return np.stack([np.frombuffer(make_plane(frame, n), dtype, frame.samples) for n in range(channels)])


def to_unit(samples: Samples, name: str) -> npt.NDArray[np.float32]:
    """Samples as shares of full scale; numbers that only damage can make become finite."""
    offset = FULL_SCALE[name] if name == "u8" else 0.0
    if name in {"flt", "dbl"}:
        return np.nan_to_num(np.clip(samples, -MAX_SAMPLE, MAX_SAMPLE).astype(np.float32), copy=False)
    return np.asarray((samples.astype(np.float32) - offset) / FULL_SCALE[name], np.float32)


class BlockCutter:
    """Cuts blocks of BLOCK_S out of the samples of frames of one format.

    Attributes:
        strides: Distances from one block to the next, in blocks, in turn; what lies between is not even converted. May
            change at any time.
    """

    def __init__(self, strides: Sequence[int] = (1,)) -> None:
        self.strides = strides
        self._cuts = 0
        self._pending: list[npt.NDArray[np.float32]] = []
        self._held = 0  # samples in `_pending`
        self._passed = 0  # samples before the next frame
        self._begin = 0  # of the next block

    def add(self, frame: AudioFrame) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
        """The blocks that the next frame completes, each with the number of samples before it."""
        length = max(1, round(BLOCK_S * frame.sample_rate))
        first, self._passed = self._passed, self._passed + frame.samples
        if self._passed <= self._begin:
            return
        samples = to_unit(channel_samples(frame), sample_format(frame))
        while self._passed > self._begin:
            at = max(0, self._begin + self._held - first)
            part = samples[:, at : at + length - self._held]
            self._pending.append(part)
            self._held += part.shape[1]
            if self._held < length:
                return
            yield self._begin, np.concatenate(self._pending, axis=1)
            self._pending, self._held = [], 0
            self._begin += length * self.strides[self._cuts % len(self.strides)]
            self._cuts += 1


def band_spectrum(block: npt.NDArray[np.float32], rate: int) -> Spectrum:
    """Spectrum of a block in the band of speech, scaled so that the sum of its squares is the mean square.

    Args:
        block: Shares of full scale, (channels, samples).
        rate: In samples per second.
    """
    length = block.shape[1]
    window = _window(length)
    low, high = (round(hertz * length / rate) for hertz in (LOW_HZ, HIGH_HZ))
    return np.asarray(np.fft.rfft(block * window)[:, low : high + 1], np.complex64)


@lru_cache(maxsize=8)
def _window(length: int) -> npt.NDArray[np.float32]:
    """Hann's window, scaled such that half of a spectrum has the power of the whole block (Parseval)."""
    window = np.hanning(length)
    scale = np.sqrt(2.0 / (length * max(float((window**2).sum()), 1e-9)))
    return np.asarray(window * scale, np.float32)


def levels_dbfs(spectrum: Spectrum) -> Levels:
    """Level of each channel."""
    power = (np.abs(spectrum) ** 2).sum(axis=1, dtype=np.float64)
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (FLOOR_DBFS / 10))))


def loudest_level_dbfs(block: npt.NDArray[np.float32], rate: int) -> float:
    """Level of the loudest channel of a block; of one whose peak is below silence, that of the floor."""
    if float(np.abs(block).max(initial=0.0)) < 10 ** (SILENCE_DBFS / 20):
        return FLOOR_DBFS
    return float(levels_dbfs(band_spectrum(block, rate)).max())


class LevelHistogram:
    """How often each level was measured: of any number of blocks in a fixed amount of memory."""

    def __init__(self) -> None:
        self._counts = np.zeros(round(-FLOOR_DBFS / BIN_DB) + 1, np.int64)

    def add(self, level_dbfs: float) -> None:
        """Count a level; what is above full scale counts as full scale."""
        at = round((level_dbfs - FLOOR_DBFS) / BIN_DB)
        self._counts[min(max(at, 0), len(self._counts) - 1)] += 1

    @property
    def loudest_dbfs(self) -> float:
        """The highest level that was reached for CLICK_S in all: a click when the recording began is no sound."""
        longer = np.flatnonzero(np.cumsum(self._counts[::-1])[::-1] * BLOCK_S > CLICK_S)
        return FLOOR_DBFS + BIN_DB * int(longer.max(initial=0))

    @property
    def loud_s(self) -> float:
        """Seconds above SILENCE_DBFS."""
        return BLOCK_S * int(self._counts[round((SILENCE_DBFS - FLOOR_DBFS) / BIN_DB) + 1 :].sum())

    @property
    def seconds(self) -> float:
        """Seconds measured."""
        return BLOCK_S * int(self._counts.sum())

    @property
    def spread_db(self) -> float:
        """Distance of the 5th and the 95th percentile; 0 of nothing."""
        total = int(self._counts.sum())
        low, high = np.searchsorted(np.cumsum(self._counts), [0.05 * total, 0.95 * total])
        return BIN_DB * float(high - low)

    @property
    def is_steady(self) -> bool:
        """Whether the level never changes, as that of hum, hiss or a test tone."""
        return self.spread_db <= STEADY_DB
