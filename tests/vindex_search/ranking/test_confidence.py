"""Confidence: when nothing matches, and how sure a moment is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.index.hits import hit
from vindex_search.contract.ids import RANKED_CHANNELS, Channel
from vindex_search.index.types import Hit, SparseVector
from vindex_search.ranking.calibration.distribution import FALSE_ALARM_RATE, NullDistribution
from vindex_search.ranking.confidence import match_confidence, signals_of
from vindex_search.ranking.moments import Moment, find_moments

NORMAL = np.random.default_rng(7).normal(0, 1, 200)
CALIBRATION = NullDistribution(
    scores={
        "likeness": 0.3 + 0.1 * NORMAL,
        "words": 5 + 2 * np.roll(NORMAL, 50),
        "share": 0.4 + 0.1 * np.roll(NORMAL, 100),
        "visual": 0.1 + 0.02 * np.roll(NORMAL, 150),
    },
    token_counts={},
    text_count=100_000,
    video_count=9,
)
WORD = SparseVector([1], [1.0])  # its inverse document frequency is some 11: in no other text
ORDINARY: Mapping[Channel, float] = {"speech": 0.3, "words": 4.5, "screen": 0.3, "visual": 0.1}
HIGH: Mapping[Channel, float] = {"speech": 0.8, "words": 11.0, "screen": 0.8, "visual": 0.2}


def hits_of(scores: Mapping[Channel, float]) -> dict[Channel, list[Hit]]:
    return {channel: [hit(channel, score=score)] for channel, score in scores.items()}


def moment_of(scores: Mapping[Channel, float]) -> Moment:
    return find_moments(hits_of(scores), limit=1)[0]


@pytest.mark.parametrize(
    ("scores", "matched"),
    [
        (HIGH, True),
        (ORDINARY, False),
        ({"speech": 0.8, "words": 11.0}, True),
        ({"speech": 0.3, "words": 4.5}, False),
        ({"speech": 0.8}, False),  # a high cosine and none of the words
        ({**ORDINARY, "visual": 0.2}, True),
        ({**ORDINARY, "screen": 0.8, "words": 11.0}, True),  # screen text is judged like speech
        ({"visual": 0.1}, False),
        ({"visual": 0.2}, True),  # none of the words, and a frame that shows it
        ({}, False),
    ],
)
def test_a_library_answers_from_the_false_alarm_rate_on(scores: Mapping[Channel, float], matched: bool) -> None:
    judged = match_confidence(hits_of(scores), WORD, CALIBRATION)
    assert judged.matched == matched
    assert judged.p_value is None or (judged.p_value <= FALSE_ALARM_RATE) == matched


def test_likeness_alone_decides_without_words() -> None:
    """A query of stop words only."""
    assert match_confidence(hits_of({"speech": 0.8}), None, CALIBRATION).matched
    assert not match_confidence(hits_of({"speech": 0.3}), None, CALIBRATION).matched


def test_without_a_distribution_there_is_no_p_value() -> None:
    judged = match_confidence(hits_of(ORDINARY), WORD, None)
    assert judged.p_value is None
    assert judged.confidence(moment_of(ORDINARY)) is None
    assert judged.confidence(moment_of({"speech": 0.3})) is None
    assert judged.channel_p_value(hit("words")) is None
    assert judged.matched
    assert not match_confidence({}, WORD, None).matched
    assert not match_confidence({"speech": []}, None, None).matched


@given(st.dictionaries(st.sampled_from(RANKED_CHANNELS), st.floats(0, 30), min_size=1))
def test_a_confidence_is_between_zero_and_one(scores: dict[Channel, float]) -> None:
    judged = match_confidence(hits_of(scores), WORD, CALIBRATION)
    confidence = judged.confidence(moment_of(scores))
    assert confidence is not None
    assert 0 <= confidence <= 1


@given(
    st.dictionaries(st.sampled_from(RANKED_CHANNELS), st.floats(0, 15), min_size=1),
    st.sampled_from(RANKED_CHANNELS),
    st.floats(0, 5),
)
def test_better_evidence_never_lowers_the_confidence(
    scores: dict[Channel, float], channel: Channel, more: float
) -> None:
    if channel not in scores:
        return
    better = {**scores, channel: scores[channel] + more}
    before, after = (
        match_confidence(hits_of(of), WORD, CALIBRATION).confidence(moment_of(of)) for of in (scores, better)
    )
    assert before is not None
    assert after is not None
    assert after >= before


def test_the_best_moment_has_the_highest_confidence() -> None:
    """The second has a passage of nearly the same cosine, and none of the words."""
    hits: dict[Channel, list[Hit]] = {
        "speech": [hit("speech", score=0.8), hit("speech", "b--y-0000000000", score=0.79)],
        "words": [hit("words", score=11.0)],
    }
    judged = match_confidence(hits, WORD, CALIBRATION)
    first, second = (judged.confidence(moment) for moment in find_moments(hits, limit=2))
    assert first is not None
    assert second is not None
    assert first > second


def test_a_moment_is_more_probable_than_the_same_one_beside_a_better_one() -> None:
    """The words are in another video; here there is only a passage, with the best cosine of all."""
    passage: dict[Channel, list[Hit]] = {"speech": [hit("speech", "b--y-0000000000", score=0.45)]}
    words: dict[Channel, list[Hit]] = {"words": [hit("words", score=11.0)]}
    (alone,) = find_moments(passage, limit=1)
    before, after = (match_confidence(hits, WORD, CALIBRATION).confidence(alone) for hits in (passage, passage | words))
    assert before is not None
    assert after is not None
    assert after < before


def test_without_a_signal_that_is_calibrated_there_is_no_confidence() -> None:
    texts = NullDistribution({"likeness": NORMAL}, token_counts={}, text_count=9, video_count=1)
    frames = hits_of({"visual": 0.2})
    assert match_confidence(frames, None, texts).confidence(moment_of({"visual": 0.2})) is None


def test_words_that_no_text_has_count_as_found_with_zero() -> None:
    judged = match_confidence(hits_of({"speech": 0.45}), WORD, CALIBRATION)
    assert judged.best_signals == {"likeness": 0.45, "words": 0.0, "share": 0.0}
    common = SparseVector([1], [0.01])
    assert match_confidence(hits_of({"speech": 0.45}), common, CALIBRATION).best_signals == judged.best_signals
    stop_words = SparseVector([], [])
    assert match_confidence(hits_of({"speech": 0.45}), stop_words, CALIBRATION).best_signals == {"likeness": 0.45}


@pytest.mark.parametrize("channel", RANKED_CHANNELS)
def test_a_channel_alone_has_a_p_value(channel: Channel) -> None:
    judged = match_confidence(hits_of(HIGH), WORD, CALIBRATION)
    low, high = (judged.channel_p_value(hit(channel, score=scores[channel])) for scores in (ORDINARY, HIGH))
    assert low is not None
    assert high is not None
    assert high < FALSE_ALARM_RATE < 0.4 < low <= 1


def test_a_signal_is_the_highest_score_of_its_channels() -> None:
    hits = [hit("speech", score=0.2), hit("screen", score=0.4), hit("words", score=6.0), hit("words", score=3.0)]
    assert signals_of(hits, 12.0) == {"likeness": 0.4, "words": 6.0, "share": 0.5}
    assert signals_of(hits, 0.5) == {"likeness": 0.4, "words": 6.0, "share": 12.0}
    assert signals_of(hits, 0.0) == {"likeness": 0.4, "words": 6.0}
    assert signals_of([], 12.0) == {}
