"""extract: sample n is heard at n / SAMPLE_RATE, with gaps filled, overlaps cut and damaged times ignored."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.audio.extract import SAMPLE_RATE, align_blocks

LONG_S = 200.0
BEEP = np.full(SAMPLE_RATE, 9000, np.int16)


def align(blocks: Sequence[tuple[float | None, int]], *, duration_s: float = LONG_S) -> npt.NDArray[np.int16]:
    """What becomes of blocks of ones, given as the second of their begin and their number of samples."""
    timed = [(at, np.ones(count, np.int16)) for at, count in blocks]
    pieces, samples = [np.zeros(0, np.int16)], 0
    for piece in align_blocks(timed, duration_s=duration_s):
        samples += len(piece)
        assert samples <= 2 * LONG_S * SAMPLE_RATE, "hours of silence: stopped before they fill the memory"
        pieces.append(piece)
    return np.concatenate(pieces)


def test_a_gap_is_filled_with_silence() -> None:
    samples = align([(0.0, SAMPLE_RATE), (3.0, SAMPLE_RATE)])
    assert len(samples) == 4 * SAMPLE_RATE
    assert samples[SAMPLE_RATE : 3 * SAMPLE_RATE].sum() == 0


# In samples: none, just long enough to be one, and round the ten seconds that are written at once.
GAPS = st.sampled_from([0, 801, 1600, 159_999, 160_000, 160_001, 319_999, 320_001])


@given(st.lists(st.tuples(GAPS, st.integers(1, 4000)), min_size=1, max_size=6))
def test_each_block_stands_at_its_time_to_the_sample(blocks: list[tuple[int, int]]) -> None:
    ends = list(accumulate(gap + count for gap, count in blocks))
    starts = [end - count for end, (_, count) in zip(ends, blocks, strict=True)]
    samples = align(
        [(start / SAMPLE_RATE, count) for start, (_, count) in zip(starts, blocks, strict=True)], duration_s=1e6
    )
    expected = np.zeros(ends[-1], np.int16)
    for start, end in zip(starts, ends, strict=True):
        expected[start:end] = 1
    assert np.array_equal(samples, expected)


@pytest.mark.parametrize(("gap", "samples"), [(800, 200), (801, 1001)])
def test_a_gap_of_a_twentieth_of_a_second_is_still_rounding(gap: int, samples: int) -> None:
    assert len(align([(0.0, 100), ((100 + gap) / SAMPLE_RATE, 100)])) == samples


@pytest.mark.parametrize(("overlap", "samples"), [(800, 4000), (801, 3199), (2000, 2000), (2500, 2000)])
def test_an_overlap_of_a_twentieth_of_a_second_is_still_rounding(overlap: int, samples: int) -> None:
    assert len(align([(0.0, 2000), ((2000 - overlap) / SAMPLE_RATE, 2000)])) == samples


def test_after_a_block_that_lies_wholly_in_the_one_before_time_goes_on() -> None:
    assert len(align([(0.0, 4000), (0.0, 2000), (0.25, 1000)])) == 5000


def test_what_lies_before_zero_is_cut_off() -> None:
    assert len(align([(-0.5, SAMPLE_RATE)])) == SAMPLE_RATE // 2


def test_a_block_without_a_time_follows_on() -> None:
    assert len(align([(None, SAMPLE_RATE), (None, SAMPLE_RATE)])) == 2 * SAMPLE_RATE


def test_an_overlap_is_cut_off() -> None:
    assert len(align([(0.0, SAMPLE_RATE), (0.5, SAMPLE_RATE)])) == round(1.5 * SAMPLE_RATE)


def test_a_rounded_timestamp_is_no_gap() -> None:
    assert len(align([(0.0, SAMPLE_RATE), (1.001, SAMPLE_RATE)])) == 2 * SAMPLE_RATE


@pytest.mark.parametrize("late_s", [3.0001, 60.0, 1e9])
def test_a_timestamp_far_beyond_the_end_makes_no_silence(late_s: float) -> None:
    assert len(align([(0.0, SAMPLE_RATE), (late_s, SAMPLE_RATE)], duration_s=2.0)) == 2 * SAMPLE_RATE


def test_a_timestamp_up_to_a_second_beyond_the_end_is_believed() -> None:
    assert len(align([(0.0, SAMPLE_RATE), (3.0, SAMPLE_RATE)], duration_s=2.0)) == 4 * SAMPLE_RATE


def test_after_a_damaged_timestamp_sound_goes_on_where_it_is() -> None:
    samples = align([(0.0, 1600), (1e9, 1600), (0.5, 1600)], duration_s=2.0)
    assert np.flatnonzero(np.diff(samples)).tolist() == [3199, 7999]


def test_long_silence_comes_in_pieces() -> None:
    pieces = list(align_blocks([(90.0, BEEP)], duration_s=100.0))
    assert max(map(len, pieces)) <= 10 * SAMPLE_RATE


BLOCKS = st.lists(st.tuples(st.none() | st.floats(-2, 120), st.integers(1, 4000)), max_size=20)


@given(blocks=BLOCKS)
def test_sound_never_outlasts_the_video_by_more_than_it_holds(blocks: list[tuple[float | None, int]]) -> None:
    decoded = sum(count for _, count in blocks)
    assert len(align(blocks, duration_s=100.0)) <= 101 * SAMPLE_RATE + decoded
