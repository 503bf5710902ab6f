"""speech_band: levels of the band of speech, and samples as the decoder gave them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from vindex_assets.media.probe.tracks.speech_band import (
    BLOCK_S,
    BlockCutter,
    LevelHistogram,
    band_spectrum,
    channel_samples,
    is_measurable,
    levels_dbfs,
    to_unit,
)

RATE = 48_000
TIME_S = np.arange(round(BLOCK_S * RATE)) / RATE


def level(wave: np.ndarray, rate: int = RATE) -> float:
    return float(levels_dbfs(band_spectrum(wave.reshape(1, -1).astype(np.float32), rate))[0])


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000])
def test_a_sine_at_full_scale_is_at_minus_3_dbfs(rate: int) -> None:
    wave = np.sin(2 * np.pi * 1000 * np.arange(round(BLOCK_S * rate)) / rate)
    assert level(wave, rate) == pytest.approx(-3, abs=0.5)


@pytest.mark.parametrize("hertz", [0, 50, 60, 15_000])
def test_offset_hum_and_pilot_tones_do_not_count(hertz: int) -> None:
    assert level(0.5 * np.cos(2 * np.pi * hertz * TIME_S)) < -50


def test_silence_has_the_level_of_the_floor() -> None:
    assert level(np.zeros_like(TIME_S)) == pytest.approx(-120)


@pytest.mark.parametrize("name", ["s16", "s16p", "fltp", "s32", "dblp", "u8p"])
@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1", "7.1", "hexadecagonal"])
def test_the_samples_of_every_channel_are_read(name: str, layout: str) -> None:
    import av
    from av.audio.plane import AudioPlane

    frame = av.AudioFrame(format=name, layout=layout, samples=6)
    channels = frame.layout.nb_channels
    numbers = np.arange(6 * channels).reshape(channels, 6)
    dtype = {"s16": "i2", "flt": "f4", "s32": "i4", "dbl": "f8", "u8": "u1"}[name.removesuffix("p")]
    planes = numbers if name.endswith("p") else numbers.T.reshape(1, -1)
    for index, plane in enumerate(planes):
        AudioPlane(frame, index).update(np.ascontiguousarray(plane.astype(dtype)).tobytes())
    assert (channel_samples(frame) == numbers).all()


def test_full_scale_is_one() -> None:
    assert to_unit(np.array([[-32768, 16384]], np.int16), "s16").tolist() == [[-1.0, 0.5]]
    assert to_unit(np.array([[0, 128]], np.uint8), "u8").tolist() == [[-1.0, 0.0]]


def test_damaged_samples_become_finite() -> None:
    assert to_unit(np.array([[np.nan, np.inf, -1e30, 0.5]], np.float32), "flt").tolist() == [[0.0, 16.0, -16.0, 0.5]]


def cut(strides: Sequence[int], frame_samples: int) -> list[tuple[int, np.ndarray]]:
    """Blocks of a second in which each sample is its own number."""
    import av

    cutter, blocks = BlockCutter(strides), []
    for start in range(0, RATE, frame_samples):
        numbers = np.arange(start, min(RATE, start + frame_samples), dtype=np.int32)
        frame = av.AudioFrame.from_ndarray(numbers.reshape(1, -1), "s32", "mono")
        frame.sample_rate = RATE
        blocks += list(cutter.add(frame))
    return blocks


@pytest.mark.parametrize("frame_samples", [100, 1000, 4800, 7000, RATE])
@pytest.mark.parametrize(
    ("strides", "begins"), [((1,), range(0, RATE, 4800)), ((5,), [0, 24_000]), ((2, 4), [0, 9600, 28_800, 38_400])]
)
def test_frames_of_any_size_give_whole_blocks(
    strides: Sequence[int], begins: Sequence[int], frame_samples: int
) -> None:
    blocks = cut(strides, frame_samples)
    assert [begin for begin, _ in blocks] == list(begins)
    assert all((block == np.arange(begin, begin + 4800, dtype=np.float32) / 2**31).all() for begin, block in blocks)


def test_a_damaged_claim_of_many_channels_is_not_measured() -> None:
    import av

    assert not is_measurable(av.AudioFrame(format="s16", layout="247 channels", samples=1))
    assert not is_measurable(av.AudioFrame(format="s64", layout="mono", samples=1))


def histogram(*levels: float) -> LevelHistogram:
    found = LevelHistogram()
    for one in levels:
        found.add(one)
    return found


def test_the_histogram_knows_how_long_it_was_loud() -> None:
    found = histogram(-80, -59, -20, -61)
    assert (found.loud_s, found.seconds) == (2 * BLOCK_S, 4 * BLOCK_S)


def test_the_loudest_level_is_reached_for_longer_than_a_click() -> None:
    assert histogram(-80, -10, -10, -20, -30).loudest_dbfs == -20
    assert histogram(-10, -10).loudest_dbfs == -120


def test_a_steady_level_has_no_spread() -> None:
    assert histogram(*[-20.0, -20.5] * 20).is_steady
    assert not histogram(*[-20.0, -30.0] * 20).is_steady


def test_what_is_out_of_range_counts_at_the_end_of_it() -> None:
    assert histogram(9.0, 9.0, 9.0).loudest_dbfs == 0
    assert histogram(-500.0, -500.0, -500.0).loudest_dbfs == -120
