"""waveform: lowest and highest of each tenth of a second, in blocks of any size, read again as they were written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.contract.waveform import SAMPLE_RATE, SAMPLES_PER_PIXEL, PeakMeter, Waveform

TONE = (np.sin(np.arange(5 * SAMPLE_RATE) / 7) * np.linspace(0, 32_767, 5 * SAMPLE_RATE)).astype(np.int16)


def measured(*blocks: np.ndarray) -> Waveform:
    meter = PeakMeter()
    for block in blocks:
        meter.add(block)
    return meter.waveform()


@given(st.lists(st.integers(min_value=0, max_value=len(TONE)), max_size=6))
def test_how_the_sound_arrives_does_not_matter(cuts: list[int]) -> None:
    assert measured(*np.split(TONE, sorted(cuts))) == measured(TONE)


def test_the_peaks_are_those_of_each_stretch() -> None:
    found = measured(TONE)
    assert found.length == len(TONE) // SAMPLES_PER_PIXEL
    low, high = found.to_json()["data"][-2:]
    last = TONE[-SAMPLES_PER_PIXEL:]
    assert (low, high) == (int(last.min()) >> 8, int(last.max()) >> 8)


def test_a_file_is_read_as_it_was_written() -> None:
    assert Waveform.from_bytes(measured(TONE).to_bytes()) == measured(TONE)


@pytest.mark.parametrize("damage", [b"", b"x" * 20, measured(TONE).to_bytes()[:-1]])
def test_what_is_damaged_is_refused(damage: bytes) -> None:
    with pytest.raises(ValueError, match="waveform"):
        Waveform.from_bytes(damage)


def test_coarser_peaks_cover_the_finer_ones() -> None:
    fine, coarse = measured(TONE), measured(TONE).coarser(10)
    assert (coarse.length, coarse.samples_per_pixel) == (10, 5 * SAMPLES_PER_PIXEL)
    assert max(coarse.to_json()["data"]) == max(fine.to_json()["data"])


def test_silence_of_no_length_has_no_peaks() -> None:
    assert measured().length == 0
