"""Sounds in which nobody speaks, and mixtures of recordings, as float samples at 16 kHz."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

RATE: Final = 16_000

Samples = npt.NDArray[np.float32]


def seconds(duration_s: float) -> npt.NDArray[np.float64]:
    """The time of each sample."""
    return np.arange(round(duration_s * RATE)) / RATE


def noise(duration_s: float, *, exponent: float, peak: float = 0.3) -> Samples:
    """Noise whose power falls with the frequency to this exponent: 0 white, 1 pink, 2 brown."""
    white = np.fft.rfft(np.random.default_rng(11).normal(size=round(duration_s * RATE)))
    frequencies = np.maximum(np.fft.rfftfreq(round(duration_s * RATE), 1 / RATE), 20.0)
    return scaled(np.fft.irfft(white / frequencies ** (exponent / 2)), peak)


def scaled(sound: npt.NDArray[np.floating], peak: float) -> Samples:
    """The sound with another peak."""
    louder: Samples = (sound * (peak / np.abs(sound).max())).astype(np.float32)
    return louder


def mixed(sound: Samples, background: Samples, *, snr_db: float) -> Samples:
    """The sound over a background that is so much quieter, repeated to its length."""
    behind = np.resize(background, sound.shape)
    gain = np.sqrt(np.mean(sound**2) / np.mean(behind**2)) * 10 ** (-snr_db / 20)
    both: Samples = np.clip(sound + gain * behind, -1.0, 1.0).astype(np.float32)
    return both


def _beeps(duration_s: float) -> Samples:
    time_s = seconds(duration_s)
    return scaled(np.sin(2 * np.pi * 1000 * time_s) * (time_s % 1 > 0.9), 0.4)


def _warble(duration_s: float) -> Samples:
    time_s = seconds(duration_s)
    wave = np.sin(2 * np.pi * time_s * (200 + 100 * np.sin(6 * np.pi * time_s)))
    return scaled(wave * (0.5 + 0.5 * np.sin(4 * np.pi * time_s)), 0.3)


def _melody(duration_s: float) -> Samples:
    time_s = seconds(duration_s)
    tone = 261.6 * 2 ** (np.array([0, 4, 7, 12])[(time_s * 2).astype(int) % 4] / 12)
    return scaled(np.sin(2 * np.pi * np.cumsum(tone) / RATE) * np.exp(-2 * (time_s % 0.5)), 0.3)


def _drums(duration_s: float) -> Samples:
    return scaled(noise(duration_s, exponent=0.0) * np.exp(-8 * (seconds(duration_s) % 0.5)), 0.4)


# By name: a sound of that many seconds in which nobody speaks.
SPEECHLESS: Final[Mapping[str, Callable[[float], Samples]]] = {
    "silence": lambda duration_s: np.zeros(round(duration_s * RATE), np.float32),
    "white noise": lambda duration_s: noise(duration_s, exponent=0.0),
    "pink noise": lambda duration_s: noise(duration_s, exponent=1.0),
    "brown noise": lambda duration_s: noise(duration_s, exponent=2.0),
    "quiet room": lambda duration_s: noise(duration_s, exponent=1.0, peak=0.003),
    "mains hum": lambda duration_s: scaled(np.sin(100 * np.pi * seconds(duration_s)), 0.2),
    "beeps": _beeps,
    "warble": _warble,
    "melody": _melody,
    "drums": _drums,
}
