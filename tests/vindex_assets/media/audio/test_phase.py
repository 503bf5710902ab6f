"""phase: which channels cancel which, for exact, delayed, quiet and noisy negatives, and which sounds do not."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vindex_assets.media.audio.phase import PhaseTracker, Sources, covariance, is_delayed_negative, lowest_correlation
from vindex_assets.media.probe.tracks.speech_band import BLOCK_S, HIGH_HZ, LOW_HZ, Spectrum, band_spectrum

RATE = 16_000
BLOCK = round(BLOCK_S * RATE)

Signal = npt.NDArray[np.float64]


def noise(seed: int, seconds: float = 2.0) -> Signal:
    """Noise that falls with the frequency from 400 Hz on, as speech does."""
    length = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=length))
    shaped = np.fft.irfft(spectrum / np.maximum(np.fft.rfftfreq(length, 1 / RATE), 400))
    return np.asarray(0.1 * shaped / shaped.std(), np.float64)


def spectra(*channels: Signal) -> list[Spectrum]:
    stacked = np.stack(channels).astype(np.float32)
    return [band_spectrum(stacked[:, at : at + BLOCK], RATE) for at in range(0, stacked.shape[1] - BLOCK + 1, BLOCK)]


def tracked(*channels: Signal) -> Sources:
    """What the tracker says at the end."""
    tracker = PhaseTracker(len(channels))
    for spectrum in spectra(*channels):
        tracker.add(spectrum)
    return tracker.sources


A, B, C = noise(1), noise(2), noise(3)


@pytest.mark.parametrize(
    ("channels", "sources"),
    [
        ([A, -A], (0, 0)),
        ([0.3 * A, -A], (1, 1)),
        ([A, -0.2 * A], (0, 0)),
        ([A, 0.3 * B - 0.7 * A], (0, 0)),
        ([A, -np.roll(A, 2)], (0, 0)),
        ([A, -np.roll(A, -3)], (0, 0)),
        ([A, B, -B, C], (0, 1, 1, 3)),
        ([A, -A, A, -A], (0, 0, 2, 0)),
        ([A, B, -A, -B], (0, 1, 0, 1)),
    ],
    ids=[
        *("negative", "louder negative", "quieter negative", "noisy negative", "late", "early"),
        *("one pair of four", "two pairs of one voice", "two pairs of two"),
    ],
)
def test_the_better_channel_is_heard_for_the_one_that_cancels_it(channels: list[Signal], sources: Sources) -> None:
    assert tracked(*channels) == sources


@pytest.mark.parametrize(
    "channels",
    [
        [A, A],
        [A, B],
        [A, np.roll(A, 8)],
        [A + B, A - B],
        [A, 0.05 * -A],
        [0.0005 * A, -0.0005 * A],
        [A, 0 * A],
        [0 * A, 0 * A],
        [np.sin(np.arange(len(A)) / 6), np.cos(np.arange(len(A)) / 6)],
    ],
    ids=[
        *("equal", "strangers", "late", "middle and side", "far quieter", "below silence", "silent right", "silence"),
        "quadrature",
    ],
)
def test_other_channels_are_heard_as_they_are(channels: list[Signal]) -> None:
    assert tracked(*channels) == tuple(range(len(channels)))


def test_a_pause_changes_nothing() -> None:
    pause = np.zeros(RATE)
    assert tracked(np.concatenate([A, pause]), np.concatenate([-A, pause])) == (0, 0)


def test_the_replacement_ends_with_the_fault() -> None:
    assert tracked(np.concatenate([A, B]), np.concatenate([-A, B])) == (0, 1)


def test_of_equal_channels_the_choice_does_not_flutter() -> None:
    tracker, louder = PhaseTracker(2), noise(1, 8.0)
    swell = 1 + 0.2 * np.sin(np.arange(len(louder)) / 3000)
    assert {tracker.add(one) for one in spectra(louder * swell, -louder / swell)} == {(0, 0)}


def test_suspicion_is_about_the_last_block_alone() -> None:
    tracker = PhaseTracker(2)
    tracker.add(spectra(A, A)[0])
    assert not tracker.is_suspicious
    tracker.add(spectra(A, -A)[0])
    assert tracker.is_suspicious


def test_the_lowest_correlation_is_that_of_loud_channels() -> None:
    assert lowest_correlation(covariance(spectra(A, -A)[0])) == pytest.approx(-1)
    assert lowest_correlation(covariance(spectra(A, -0.001 * A)[0])) == 1.0


@settings(max_examples=40)
@given(st.floats(-0.9e-3, 0.9e-3), st.booleans())
def test_a_delayed_negative_is_told_from_a_delayed_copy(delay_s: float, negative: bool) -> None:
    frequencies = np.linspace(LOW_HZ, HIGH_HZ, 386)
    power = 1 / np.maximum(frequencies, 500) ** 2
    cross = power / power.sum() * np.exp(-2j * np.pi * frequencies * delay_s) * (-1 if negative else 1)
    assert is_delayed_negative(cross) == negative
