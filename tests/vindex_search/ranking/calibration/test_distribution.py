"""Null distribution: p-values fall as scores rise, and are None without a usable signal."""

from __future__ import annotations

import json
from statistics import NormalDist
from typing import Final

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


LEAST_DEVIATIONS: dict[Signal, float] = {"likeness": 0.02, "words": 1.0, "share": 0.1, "visual": 0.01}
ALIKE = {"equal": np.zeros(100), "nearly equal": np.linspace(0, 1e-4, 100), "two values": np.repeat([0.0, 1e-4], 50)}


def p_value(distribution: NullDistribution, **signals: float) -> float:
    found = distribution.p_value(signals)  # type: ignore[arg-type]  # the names of signals
    assert found is not None
    return found


@pytest.mark.parametrize("name", LEAST_DEVIATIONS)
@pytest.mark.parametrize("alike", ALIKE.values(), ids=ALIKE)
def test_where_all_questions_score_alike_a_score_is_compared_with_the_least_deviation(
    name: Signal, alike: np.ndarray
) -> None:
    """As with a normal distribution of that deviation: its tail is 0.5 at the middle, 0.16 at one and 0.02 at two."""
    flat = NullDistribution({name: 0.6 + alike * LEAST_DEVIATIONS[name]}, {}, text_count=100, video_count=4)
    tail = [p_value(flat, **{name: 0.6 + times * LEAST_DEVIATIONS[name]}) for times in (0.001, 1.0, 2.0, 4.0)]
    assert tail == pytest.approx([0.5, 0.16, 0.02, 0.0], abs=0.02)


@pytest.mark.parametrize("name", LEAST_DEVIATIONS)
def test_a_deviation_a_little_below_the_least_gives_nearly_the_same_as_the_least(name: Signal) -> None:
    least = LEAST_DEVIATIONS[name]
    below, above = (
        NullDistribution({name: 0.6 + share * least * NORMAL}, {}, text_count=100, video_count=4)
        for share in (0.95, 1.05)
    )
    for times in (0.0, 0.7, 1.5, 2.5):
        value = 0.6 + times * least
        assert p_value(below, **{name: value}) == pytest.approx(p_value(above, **{name: value}), abs=0.05)


def test_questions_that_a_flat_library_answers_stay_far_out() -> None:
    scores = np.concatenate([np.full(85, 5.0), np.full(15, 12.0)])
    answered = NullDistribution({"words": scores}, {}, text_count=100, video_count=4)
    assert p_value(answered, words=11.0) == pytest.approx(16 / 101)
    assert p_value(answered, words=5.001) == pytest.approx(0.5, abs=0.02)


def test_a_flat_signal_beside_others_means_as_much_as_one_of_the_least_deviation() -> None:
    flat = NullDistribution({**COLUMNS, "likeness": np.full(200, 0.3)}, {}, text_count=100, video_count=4)
    ordinary = {name: flat.median(name) for name in ("words", "share")}
    assert p_value(flat, **ordinary, likeness=0.3001) == pytest.approx(0.5, abs=0.05)
    assert p_value(flat, **ordinary, likeness=0.3 + 0.02) < p_value(flat, **ordinary, likeness=0.3)
    assert p_value(flat, **ordinary, likeness=0.3 + 6 * 0.02) < FALSE_ALARM_RATE
    assert p_value(flat, words=11.0, share=0.7, likeness=0.3) < FALSE_ALARM_RATE
    assert p_value(flat, likeness=0.3001, visual=0.1) == pytest.approx(0.75, abs=0.1)  # the higher of two


CENTRE: Final = 100  # far above zero: signals of words with a median below it do not count


@st.composite
def distributions(draw: st.DrawFn, *, least: float, most: float) -> NullDistribution:
    """Normal columns, whose deviations are so many times the least ones."""
    random = np.random.default_rng(draw(st.integers(0, 99)))
    names = draw(st.lists(st.sampled_from(list(COLUMNS)), min_size=1, unique=True))
    size = draw(st.integers(1, 60))
    scores = {}
    for name in names:
        drawn = random.normal(0, 1, size).round(draw(st.sampled_from([1, 9])))
        scores[name] = CENTRE + LEAST_DEVIATIONS[name] * draw(st.floats(least, most)) * drawn
    return NullDistribution(scores, {}, text_count=100, video_count=4)


def signals_of(distribution: NullDistribution, draw: st.DataObject) -> dict[Signal, float]:
    return {
        name: CENTRE + LEAST_DEVIATIONS[name] * draw.draw(st.floats(-3, 9), label=name) for name in distribution.scores
    }


@given(distributions(least=0.0, most=2.0), st.data())
def test_p_values_fall_as_scores_rise_whatever_the_spread(distribution: NullDistribution, data: st.DataObject) -> None:
    found = signals_of(distribution, data)
    name = data.draw(st.sampled_from(list(found)))
    more = data.draw(st.floats(0, 5)) * LEAST_DEVIATIONS[name]
    assert p_value(distribution, **{**found, name: found[name] + more}) <= p_value(distribution, **found) <= 1


def spread_out(z_scores: np.ndarray) -> np.ndarray:
    """Each at least as far out as the value of its rank in a standard normal distribution."""
    ranks = np.argsort(np.argsort(z_scores, kind="stable"), kind="stable")
    normal = np.array([NormalDist().inv_cdf((rank + 0.5) / len(ranks)) for rank in ranks])
    return np.where(np.abs(normal) > np.abs(z_scores), normal, z_scores)


def z_scores_of(name: Signal, scores: np.ndarray, value: float) -> np.ndarray:
    """Of the questions, and last that of a value."""
    lower, median, upper = np.percentile(scores, [25, 50, 75])
    deviation = (upper - lower) / 1.349
    found = (np.append(scores, value) - median) / max(deviation, LEAST_DEVIATIONS[name])
    return found if deviation >= LEAST_DEVIATIONS[name] else np.append(spread_out(found[:-1]), found[-1])


@given(st.one_of(distributions(least=0.1, most=2.0), distributions(least=2.5, most=9.0)), st.data())
def test_scores_are_compared_with_the_questions_own_unless_these_are_flat(
    distribution: NullDistribution, data: st.DataObject
) -> None:
    found = signals_of(distribution, data)
    z_scores = {name: z_scores_of(name, distribution.scores[name], value) for name, value in found.items()}
    texts = [z_scores[name] for name in ("likeness", "words", "share") if name in z_scores]
    means = [np.mean(texts, axis=0)] if texts else []
    combined = np.max([*means, *(z_scores[name] for name in ("visual",) if name in z_scores)], axis=0)
    assert distribution.p_value(found) == pytest.approx(tail_probability(combined[:-1], combined[-1]), rel=1e-9)


def test_the_tail_above_the_highest_tenth_is_exponential() -> None:
    """Of 0 to 100 the tenth above 90 has a median excess of 5.5: by that much more the probability halves."""
    null = np.arange(101.0)
    assert [tail_probability(null, value) for value in (89.5, 90)] == [12 / 102, 12 / 102]
    assert tail_probability(null, 112) == pytest.approx(0.1 / 2**4)
    assert tail_probability(null, 134) == pytest.approx(0.1 / 2**8)


def test_eight_of_a_hundred_queries_without_an_answer_are_taken_for_answered() -> None:
    assert FALSE_ALARM_RATE == 0.08


def test_a_negative_cosine_is_as_good_as_another() -> None:
    below = NullDistribution({"visual": -0.05 + 0.02 * NORMAL}, {}, text_count=0, video_count=1)
    assert p_value(below, visual=-0.05) == pytest.approx(0.5, abs=0.1)


def test_the_median_of_an_absent_signal_is_zero() -> None:
    assert NullDistribution({}, {}, text_count=0, video_count=0).median("visual") == 0
    assert CALIBRATION.median("words") == np.median(COLUMNS["words"])


def test_scores_are_stored_with_five_digits() -> None:
    scores = {"likeness": np.array([0.123456789])}
    assert NullDistribution(scores, {}, 1, 1).to_json()["columns"] == {"likeness": [0.12346]}  # type: ignore[arg-type]


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
