"""Channels of opposite polarity: found by their correlation, because their sum would cancel what they hold.

A microphone or cable of reversed polarity, or a "wide" effect, makes one channel the negative of another. Played on two
loudspeakers both are heard; mixed to one, they vanish.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.probe.tracks.speech_band import BLOCK_S, HIGH_HZ, LOW_HZ, SILENCE_DBFS, Spectrum

WINDOW_S: Final = 1.0  # over which correlation is measured: a few words
CANCELS: Final = -0.6  # correlation from which channels count as opposite: their sum is 4 dB below that of strangers
CANCELS_NO_MORE: Final = -0.4
SUM_LOSES: Final = -0.2  # correlation from which it is asked whether one channel is the negative of the other, delayed
DELAYED_CANCELS: Final = -0.7
POLARITY_MARGIN: Final = 0.3  # by which the negative peak must exceed the positive one: those of a tone are equal
MAX_DELAY_S: Final = 1e-3  # a third of a metre of air
DELAY_STEPS: Final = 16  # to either side
MAX_DIFFERENCE: Final = 0.01  # of power, 20 dB: a quieter channel can cancel nothing
STICKY: Final = 2.0  # of power, 3 dB: so much louder must a channel be to replace the one that is taken
TIE_DB: Final = 1.0  # levels closer than this are equal: the first channel is taken

Covariance = npt.NDArray[np.float64]  # (channels, channels)
Sources = tuple[int, ...]  # for each channel, that which is heard in its place: itself as a rule


class PhaseTracker:
    """Which channels are replaced by which, from block to block, by the last WINDOW_S of blocks.

    Attributes:
        sources: The channels that are heard now.
        is_suspicious: Whether two channels weaken each other in the last block.
    """

    def __init__(self, channels: int) -> None:
        length = round(WINDOW_S / BLOCK_S)
        self._spectra: deque[Spectrum] = deque(maxlen=length)
        self._covariances: deque[Covariance] = deque(maxlen=length)
        self.sources: Sources = tuple(range(channels))
        self.is_suspicious = False

    def add(self, spectrum: Spectrum) -> Sources:
        """The channels that are heard in the next block."""
        self._spectra.append(spectrum)
        self._covariances.append(covariance(spectrum))
        self.is_suspicious = lowest_correlation(self._covariances[-1]) <= SUM_LOSES
        if self.is_suspicious or self.sources != tuple(range(len(spectrum))):
            self.sources = self._replaced(np.sum(self._covariances, axis=0) / len(self._covariances))
        return self.sources

    def _replaced(self, total: Covariance) -> Sources:
        power, loud = np.diag(total), loud_channels(total)
        if not loud.any():
            return self.sources  # a pause: as before it
        if lowest_correlation(total) > SUM_LOSES:
            return tuple(range(len(power)))
        correlation = correlation_of(total)
        kept: list[int] = []
        sources = list(range(len(power)))
        for channel in self._by_power(power, loud):
            rival = next((one for one in kept if self._is_opposite(correlation, channel, one)), None)
            if rival is None:
                kept.append(channel)
            else:
                sources[channel] = rival
        return tuple(sources)

    def _by_power(self, power: npt.NDArray[np.float64], loud: npt.NDArray[np.bool_]) -> list[int]:
        """The loud channels, loudest first; one that replaces another now counts as louder than it is."""
        taken = {source for channel, source in enumerate(self.sources) if source != channel}

        def rank(channel: int) -> tuple[int, int]:
            felt = power[channel] * (STICKY if channel in taken else 1.0)
            return -round(10 * float(np.log10(felt)) / TIE_DB), channel

        return sorted(np.flatnonzero(loud).tolist(), key=rank)

    def _is_opposite(self, correlation: npt.NDArray[np.float64], one: int, other: int) -> bool:
        found = float(correlation[one, other])
        if found <= (CANCELS_NO_MORE if self.sources[one] == other else CANCELS):
            return True
        return found <= SUM_LOSES and is_delayed_negative(self._cross_spectrum(one, other))

    def _cross_spectrum(self, one: int, other: int) -> npt.NDArray[np.complex128]:
        """Sum of the cross spectra of two channels, scaled so that their correlation is the sum of its real part."""
        first, second = (np.stack([spectrum[channel] for spectrum in self._spectra]) for channel in (one, other))
        scale = np.sqrt((np.abs(first) ** 2).sum() * (np.abs(second) ** 2).sum()) + 1e-30
        return np.asarray((first * second.conj()).sum(axis=0) / scale, np.complex128)


def covariance(spectrum: Spectrum) -> Covariance:
    """Power of each channel, on the diagonal, and what each pair has in common."""
    return np.asarray((spectrum @ spectrum.conj().T).real, np.float64)


def loud_channels(total: Covariance) -> npt.NDArray[np.bool_]:
    """Which channels hold sound that could cancel other sound."""
    power = np.diag(total)
    least = max(10 ** (SILENCE_DBFS / 10), MAX_DIFFERENCE * float(power.max(initial=0.0)))
    return np.asarray(power >= least, np.bool_)


def lowest_correlation(total: Covariance) -> float:
    """The lowest correlation of two loud channels; 1 where there are none."""
    loud = np.flatnonzero(loud_channels(total))
    return float(correlation_of(total)[np.ix_(loud, loud)].min(initial=1.0)) if len(loud) > 1 else 1.0


def correlation_of(total: Covariance) -> npt.NDArray[np.float64]:
    """Correlation of each pair of channels, from -1 to 1; 0 where one is silent."""
    level = np.sqrt(np.diag(total))
    return np.asarray(total / (np.outer(level, level) + 1e-30))


def is_delayed_negative(cross: npt.NDArray[np.complex128]) -> bool:
    """Whether, at the best delay, one channel is the negative of the other rather than its like.

    Args:
        cross: Cross spectrum of two channels in the band of speech, scaled to a correlation.
    """
    frequencies = np.linspace(LOW_HZ, HIGH_HZ, len(cross))
    delays_s = MAX_DELAY_S * np.arange(-DELAY_STEPS, DELAY_STEPS + 1) / DELAY_STEPS
    correlations = (cross @ np.exp(2j * np.pi * np.outer(frequencies, delays_s))).real
    low, high = float(correlations.min()), float(correlations.max())
    return low <= DELAYED_CANCELS and -low >= high + POLARITY_MARGIN
