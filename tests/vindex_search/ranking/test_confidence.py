"""verdict: when to say that nothing matches, and how sure a moment is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.index.hits import hit
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import Hit, SparseVector
from vindex_search.ranking.calibration.distribution import FALSE_ALARM_RATE, NullDistribution
from vindex_search.ranking.confidence import signals_of, match_confidence
from vindex_search.ranking.moments import Moment, find_moments

NORMAL = np.random.default_rng(7).normal(0, 1, 200)
KNOWN = NullDistribution(
    {
        "likeness": 0.3 + 0.1 * NORMAL,
        "words": 5 + 2 * np.roll(NORMAL, 50),
        "share": 0.4 + 0.1 * np.roll(NORMAL, 100),
        "visual": 0.1 + 0.02 * np.roll(NORMAL, 150),
    },
    {},
    text_count=100_000,
    video_count=9,
)
WORD = SparseVector([1], [1.0])  # weighs some 11: in no other text
ORDINARY: Mapping[Channel, float] = {"speech": 0.3, "words": 4.5, "screen": 0.3, "visual": 0.1}
HIGH: Mapping[Channel, float] = {"speech": 0.8, "words": 11.0, "screen": 0.8, "visual": 0.2}


def found(scores: Mapping[Channel, float]) -> dict[Channel, list[Hit]]:
    return {channel: [hit(channel, score=score)] for channel, score in scores.items()}


def moment_of(scores: Mapping[Channel, float]) -> Moment:
    return find_moments(found(scores), limit=1)[0]


@pytest.mark.parametrize(
    ("scores", "matched"),
    [
        (HIGH, True),
        (ORDINARY, False),
        ({"speech": 0.8, "words": 11.0}, True),
        ({"speech": 0.3, "words": 4.5}, False),
        ({"speech": 0.8}, False),  # likeness without one of the words
        ({**ORDINARY, "visual": 0.2}, True),
        ({**ORDINARY, "screen": 0.8, "words": 11.0}, True),  # what is written is compared as what is said is
        ({"visual": 0.1}, False),
        ({}, False),
    ],
)
def test_whether_a_library_answers(scores: Mapping[Channel, float], matched: bool) -> None:
    said = match_confidence(found(scores), WORD, KNOWN)
    assert said.matched == matched
    assert said.p_value is None or (said.p_value <= FALSE_ALARM_RATE) == matched


def test_likeness_alone_tells_where_words_say_nothing() -> None:
    """A question of stop words only."""
    assert match_confidence(found({"speech": 0.8}), None, KNOWN).matched
    assert not match_confidence(found({"speech": 0.3}), None, KNOWN).matched


def test_without_a_distribution_nothing_is_said() -> None:
    said = match_confidence(found(ORDINARY), WORD, None)
    assert said.p_value is None
    assert said.confidence(moment_of(ORDINARY)) is None
    assert said.channel_p_value(hit("words")) is None
    assert said.matched
    assert not match_confidence({}, WORD, None).matched
    assert not match_confidence({"speech": []}, None, None).matched


@given(st.dictionaries(st.sampled_from(CHANNELS), st.floats(0, 30), min_size=1))
def test_a_confidence_is_between_none_and_whole(scores: dict[Channel, float]) -> None:
    said = match_confidence(found(scores), WORD, KNOWN)
    sure = said.confidence(moment_of(scores))
    assert sure is not None
    assert 0 <= sure <= 1


@given(
    st.dictionaries(st.sampled_from(CHANNELS), st.floats(0, 15), min_size=1),
    st.sampled_from(CHANNELS),
    st.floats(0, 5),
)
def test_better_evidence_is_never_less_sure(scores: dict[Channel, float], channel: Channel, more: float) -> None:
    if channel not in scores:
        return
    better = {**scores, channel: scores[channel] + more}
    before, after = (match_confidence(found(of), WORD, KNOWN).confidence(moment_of(of)) for of in (scores, better))
    assert before is not None
    assert after is not None
    assert after >= before


def test_the_best_moment_is_the_surest() -> None:
    """The second has a passage that is as like, and none of the words."""
    hits: dict[Channel, list[Hit]] = {
        "speech": [hit("speech", score=0.8), hit("speech", "b--y-0000000000", score=0.79)],
        "words": [hit("words", score=11.0)],
    }
    said = match_confidence(hits, WORD, KNOWN)
    first, second = (said.confidence(moment) for moment in find_moments(hits, limit=2))
    assert first is not None
    assert second is not None
    assert first > second
    assert first == pytest.approx(1 - (said.p_value or 0))


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_alone_has_its_tail(channel: Channel) -> None:
    said = match_confidence(found(HIGH), WORD, KNOWN)
    low, high = (said.channel_p_value(hit(channel, score=scores[channel])) for scores in (ORDINARY, HIGH))
    assert low is not None
    assert high is not None
    assert high < FALSE_ALARM_RATE < 0.4 < low <= 1


def test_signals_are_the_best_of_each_kind() -> None:
    hits = [hit("speech", score=0.2), hit("screen", score=0.4), hit("words", score=6.0), hit("words", score=3.0)]
    assert signals_of(hits, 12.0) == {"likeness": 0.4, "words": 6.0, "share": 0.5}
    assert signals_of(hits, 0.0) == {"likeness": 0.4, "words": 6.0}
    assert signals_of([], 12.0) == {}
