"""loudness: peaks and shares of known samples; loudness of a calibration tone, of silence and of real clips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.media.derived_files import probe_clip
from vindex_assets.media.audio.extract import SAMPLE_RATE, extract_audio
from vindex_assets.media.audio.loudness import AudioStats, LevelMeter, Samples

BLOCK = 1024
BLOCK_S = 0.4  # gating block of BS.1770

# What another FFmpeg (5.1) measures of clips with one channel:
#   ffmpeg -hide_banner -nostats -i CLIP -vn -af ebur128 -f null - 2>&1 | grep '  I:' | tail -1
LOUDNESS = {"librivox_0870.wav": -24.6, "ami_dev00.wav": -40.8, "multilingual_en_de.mp3": -25.1}


def measure(samples: Samples, *, block: int = BLOCK, rate: int = SAMPLE_RATE) -> AudioStats:
    level = LevelMeter(rate=rate)
    for start in range(0, len(samples), block):
        level.add(samples[start : start + block])
    return level.stats(lost=0)


def tone(*, seconds: float, dbfs: float, rate: int = SAMPLE_RATE) -> Samples:
    """997 Hz, the calibration tone of BS.1770; the peak is given."""
    wave = 10 ** (dbfs / 20) * np.sin(2 * np.pi * 997 * np.arange(round(seconds * rate)) / rate)
    return np.round(32_767 * wave).astype(np.int16)


def test_levels_are_shares_of_all_samples() -> None:
    level = LevelMeter(rate=SAMPLE_RATE)
    level.add(np.array([0, 0, 32_767, -32_768], np.int16))
    facts = level.stats(lost=3)
    assert (facts.silence_share, facts.clipped_share, facts.peak_dbfs, facts.lost) == (0.5, 0.5, 0.0, 3)


def test_no_samples_have_no_level() -> None:
    facts = measure(np.zeros(0, np.int16))
    assert (facts.seconds, facts.peak_dbfs, facts.loudness_lufs) == (0.0, None, None)


@pytest.mark.parametrize("dbfs", [0.0, -20.0, -40.0])
def test_the_calibration_tone_has_the_loudness_of_the_standard(dbfs: float) -> None:
    """At full scale in one channel it reads -3.01 LUFS, and a dB is a loudness unit."""
    facts = measure(tone(seconds=5, dbfs=dbfs))
    assert facts.loudness_lufs == pytest.approx(dbfs - 3.0, abs=0.1)
    assert facts.peak_dbfs == pytest.approx(dbfs, abs=0.1)


@pytest.mark.parametrize("rate", [8_000, 48_000])
def test_loudness_does_not_depend_on_the_rate(rate: int) -> None:
    facts = measure(tone(seconds=5, dbfs=-20, rate=rate), rate=rate)
    assert facts.loudness_lufs == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("block", [100, 1600, 10 * SAMPLE_RATE])
def test_loudness_does_not_depend_on_the_size_of_the_blocks(block: int) -> None:
    samples = np.concatenate([tone(seconds=3, dbfs=-30), tone(seconds=2.05, dbfs=-20)])
    assert measure(samples, block=block).loudness_lufs == measure(samples).loudness_lufs


def test_pauses_do_not_lower_the_loudness() -> None:
    pause = np.zeros(20 * SAMPLE_RATE, np.int16)
    facts = measure(np.concatenate([tone(seconds=10, dbfs=-20), pause, tone(seconds=10, dbfs=-20)]))
    assert facts.loudness_lufs == pytest.approx(-23.0, abs=0.3)


@pytest.mark.parametrize(
    "samples", [np.zeros(5 * SAMPLE_RATE, np.int16), tone(seconds=5, dbfs=-75)], ids=["zeros", "faint"]
)
def test_silence_has_no_loudness(samples: Samples) -> None:
    assert measure(samples).loudness_lufs is None


def test_a_track_shorter_than_a_block_has_no_loudness() -> None:
    assert measure(tone(seconds=BLOCK_S - 1 / SAMPLE_RATE, dbfs=-20)).loudness_lufs is None
    assert measure(tone(seconds=BLOCK_S, dbfs=-20)).loudness_lufs is not None


@pytest.mark.parametrize(("name", "lufs"), LOUDNESS.items())
def test_real_clips_are_as_loud_as_another_meter_says(name: str, lufs: float, media: Path, tmp_path: Path) -> None:
    path = media / "audio" / name
    assert extract_audio(path, probe_clip(path), tmp_path / "audio.flac").loudness_lufs == pytest.approx(lufs, abs=0.5)
