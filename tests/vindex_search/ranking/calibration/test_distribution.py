"""Null distribution: p-values fall as scores rise, and are None without a usable signal."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.ranking.calibration.distribution import (
    FALSE_ALARM_RATE,
    TAIL_SHARE,
    NullDistribution,
    Signal,
    tail_probability,
)

SCORES = st.lists(st.floats(-50, 50), min_size=1, max_size=60).map(np.array)
NORMAL = np.random.default_rng(7).normal(0, 1, 200)
COLUMNS: dict[Signal, np.ndarray] = {
    "likeness": 0.3 + 0.1 * NORMAL,
    "words": 5 + 2 * np.roll(NORMAL, 50),
    "share": 0.4 + 0.1 * np.roll(NORMAL, 100),
    "visual": 0.1 + 0.02 * np.roll(NORMAL, 150),
}
CALIBRATION = NullDistribution(COLUMNS, {7: 50, 8: 2}, text_count=100, video_count=4)


@given(SCORES, st.floats(-1e6, 1e6))
def test_a_tail_probability_is_never_zero(null: np.ndarray, found: float) -> None:
    assert 0 < tail_probability(null, found) <= 1


@given(SCORES, st.floats(-60, 60), st.floats(0, 100))
def test_a_higher_score_never_has_a_higher_probability(null: np.ndarray, found: float, more: float) -> None:
    assert tail_probability(null, found + more) <= tail_probability(null, found)


def test_the_tail_probability_is_the_share_at_or_above() -> None:
    null = np.arange(99.0)
    assert tail_probability(null, -1) == 1
    assert tail_probability(null, 49) == pytest.approx(0.51)
    assert tail_probability(np.full(99, 3.0), 3) == 1
    assert tail_probability(np.full(99, 3.0), 4) == 0.01


def test_beyond_the_highest_score_the_probability_goes_on_falling() -> None:
    least = [tail_probability(NORMAL, found) for found in (3.0, 5.0, 8.0, 20.0)]
    assert least == sorted(least, reverse=True)
    assert least[1] < 1 / (len(NORMAL) + 1)
    assert least[-1] < 1e-6
    assert tail_probability(NORMAL, 1e9) > 0


@pytest.mark.parametrize("name", COLUMNS)
def test_one_signal_is_enough(name: Signal) -> None:
    middle, high = np.quantile(COLUMNS[name], [0.5, 1.0])
    assert CALIBRATION.p_value({name: float(middle)}) == pytest.approx(0.5, abs=0.02)
    p_value = CALIBRATION.p_value({name: float(high) * 1.5})
    assert p_value is not None
    assert p_value < FALSE_ALARM_RATE < TAIL_SHARE


def test_text_signals_are_averaged_and_the_visual_one_counts_alone() -> None:
    middles: dict[Signal, float] = {name: CALIBRATION.median(name) for name in COLUMNS}
    one = CALIBRATION.p_value({**middles, "words": 11.0})
    all_ = CALIBRATION.p_value({**middles, "words": 11.0, "share": 0.7})
    seen = CALIBRATION.p_value({**middles, "visual": 0.2})
    assert one is not None
    assert all_ is not None
    assert seen is not None
    assert seen < all_ < one


@given(st.dictionaries(st.sampled_from(list(COLUMNS)), st.floats(-5, 50), min_size=1), st.sampled_from(list(COLUMNS)))
def test_raising_a_signal_never_raises_the_p_value(found: dict[Signal, float], name: Signal) -> None:
    if name not in found:
        return
    before, after = CALIBRATION.p_value(found), CALIBRATION.p_value({**found, name: found[name] + 0.05})
    assert before is not None
    assert after is not None
    assert after <= before <= 1


@pytest.mark.parametrize("signals", [{}, {"visual": 0.9}])
def test_without_a_usable_signal_there_is_no_p_value(signals: dict[Signal, float]) -> None:
    distribution = NullDistribution({"likeness": COLUMNS["likeness"]}, {}, text_count=10, video_count=1)
    assert distribution.p_value(signals) is None
    assert NullDistribution({}, {}, text_count=0, video_count=0).p_value({"likeness": 0.9, **signals}) is None


def test_word_signals_are_ignored_where_most_questions_find_no_word() -> None:
    """The library is in another language: one word found would be extremely improbable."""
    silent = np.concatenate([np.zeros(199), [4.0]])
    foreign = NullDistribution({**COLUMNS, "words": silent, "share": silent / 9}, {}, text_count=100, video_count=4)
    alone: dict[Signal, float] = {"likeness": 0.35}
    assert foreign.p_value({"words": 12.0, "share": 0.9}) is None
    assert foreign.p_value({**alone, "words": 12.0, "share": 0.9}) == foreign.p_value(alone)


def test_deviations_have_a_lower_bound() -> None:
    flat = NullDistribution({"likeness": np.linspace(0.3, 0.3001, 100)}, {}, text_count=100, video_count=4)
    p_value = flat.p_value({"likeness": 0.3002})
    assert p_value is not None
    assert p_value <= 1


def test_rare_tokens_weigh_more() -> None:
    assert (
        CALIBRATION.query_weight([7], [1.0])
        < CALIBRATION.query_weight([8], [1.0])
        < CALIBRATION.query_weight([9], [1.0])
    )
    assert CALIBRATION.query_weight([9], [1.0]) == pytest.approx(np.log(1 + 99.5 / 1.5))
    assert CALIBRATION.query_weight([7, 8], [1.0, 2.0]) == CALIBRATION.query_weight(
        [7], [1.0]
    ) + 2 * CALIBRATION.query_weight([8], [1.0])
    assert CALIBRATION.query_weight([], []) == 0


def test_json_round_trip() -> None:
    again = NullDistribution.from_json(json.loads(json.dumps(CALIBRATION.to_json())))
    assert (again.token_counts, again.text_count, again.video_count) == (
        CALIBRATION.token_counts,
        CALIBRATION.text_count,
        CALIBRATION.video_count,
    )
    assert set(again.scores) == set(COLUMNS)
    found: dict[Signal, float] = {"likeness": 0.5, "words": 8.0, "share": 0.6, "visual": 0.12}
    assert again.p_value(found) == pytest.approx(CALIBRATION.p_value(found), rel=0.02)
    assert NullDistribution.from_json(NullDistribution({}, {}, 0, 0).to_json()) == NullDistribution({}, {}, 0, 0)
