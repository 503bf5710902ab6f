"""The probability of a moment: what speaks for it, and that it depends on no library's scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.index.hits import hit
from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.moments import Moment, find_moments
from vindex_search.ranking.probability import MAX_LEAD, MAX_WORDS, WEIGHTS, Judge, Signs, probability

OTHER = "b--y-0000000000"
QUERY_WEIGHT = 10.0
QUANTILES = np.array([-2.0, -0.6745, 0.0, 0.6745, 2.0])  # of a normal distribution, its quartiles among them
LIBRARY = NullDistribution(
    scores={
        "likeness": 0.3 + 0.1 * QUANTILES,
        "words": 5 + 2 * QUANTILES,
        "share": 0.4 + 0.1 * QUANTILES,
        "visual": 0.1 + 0.02 * QUANTILES,
    },
    token_counts={},
    text_count=100,
    video_count=2,
)
NOTHING = Signs(*[0.0] * len(WEIGHTS))

Hits = Mapping[Channel, list[Hit]]


def judge(hits: Hits, library: NullDistribution = LIBRARY) -> Judge:
    return Judge(hits, library, QUERY_WEIGHT)


def first(hits: Hits) -> Moment:
    return find_moments(hits, limit=1)[0]


def two_places(likeness: float, elsewhere: float) -> Hits:
    return {"speech": [hit("speech", score=likeness), hit("speech", OTHER, score=elsewhere)]}


@pytest.mark.parametrize(
    ("elsewhere", "lead"),
    [
        (0.4, 1.0),
        (0.1, 2.0),  # an ordinary query without an answer is better than what is there
    ],
)
def test_likeness_leads_the_best_place_elsewhere(elsewhere: float, lead: float) -> None:
    hits = two_places(0.5, elsewhere)
    signs = judge(hits).signs(first(hits))
    assert signs.likeness_lead == pytest.approx(lead, abs=1e-3)
    assert (signs.likeness_lag, signs.likeness_rank) == (0.0, 1.0)


def test_the_second_place_lags_behind_the_first() -> None:
    hits = two_places(0.6, 0.5)
    signs = judge(hits).signs(find_moments(hits, limit=2)[1])
    assert signs.likeness_lag == pytest.approx(-1.0, abs=1e-3)
    assert (signs.likeness_lead, signs.likeness_rank) == (0.0, 0.75)


def test_words_count_by_share_and_by_lead() -> None:
    hits: Hits = {"words": [hit("words", score=8.0), hit("words", OTHER, score=6.0)]}
    signs = judge(hits).signs(first(hits))
    assert signs.words == pytest.approx(1.5, abs=1e-3)
    assert (signs.share, signs.share_lead, signs.words_rank) == pytest.approx((0.8, 0.2, 1.0))


def test_a_passage_that_overlaps_the_moment_is_not_elsewhere() -> None:
    hits: Hits = {"speech": [hit("speech", score=0.5), hit("speech", start=5, score=0.5)]}
    assert judge(hits).signs(first(hits)).likeness_lead == pytest.approx(2.0, abs=1e-3)


def test_signs_end_where_few_questions_reach() -> None:
    hits: Hits = {"speech": [hit("speech", score=9.0)], "words": [hit("words", score=900.0)]}
    signs = judge(hits).signs(first(hits))
    assert (signs.likeness_lead, signs.words, signs.share) == (MAX_LEAD, MAX_WORDS, 1.0)


def test_words_of_a_library_in_another_language_say_nothing_unusual() -> None:
    foreign = replace(LIBRARY, scores={**LIBRARY.scores, "words": np.zeros(5), "share": np.zeros(5)})
    hits: Hits = {"words": [hit("words", score=9.0)]}
    assert judge(hits, foreign).signs(first(hits)).words == 0.0


def test_a_frame_counts_as_a_passage_without_words() -> None:
    frame: Hits = {"visual": [hit("visual", score=0.13)]}
    passage: Hits = {"speech": [hit("speech", score=0.45)]}
    assert judge(frame).probability(first(frame)) == pytest.approx(judge(passage).probability(first(passage)), abs=1e-3)


def test_a_frame_adds_to_a_passage_only_where_it_alone_is_more_probable() -> None:
    passage: Hits = {"speech": [hit("speech", score=0.45)], "words": [hit("words", score=9.0)]}
    both = {**passage, "visual": [hit("visual", score=0.12)]}
    assert judge(both).probability(first(both)) == judge(passage).probability(first(passage))


@given(st.floats(0.5, 100), st.floats(-1, 1), st.floats(0.05, 0.9), st.floats(0.05, 0.9))
def test_the_scale_of_an_encoder_does_not_count(scale: float, shift: float, one: float, other: float) -> None:
    """Where the questions spread by more than the least deviation."""
    scaled = replace(LIBRARY, scores={**LIBRARY.scores, "likeness": LIBRARY.scores["likeness"] * scale + shift})
    hits, scaled_hits = two_places(one, other), two_places(one * scale + shift, other * scale + shift)
    moment, scaled_moment = first(hits), first(scaled_hits)
    assert judge(scaled_hits, scaled).probability(scaled_moment) == pytest.approx(judge(hits).probability(moment))


@given(st.lists(st.floats(-5, 5), min_size=len(WEIGHTS), max_size=len(WEIGHTS)), st.floats(0, 5))
def test_more_of_a_sign_never_lowers_a_probability(values: list[float], more: float) -> None:
    for place in range(len(values)):
        better = [value + more * (at == place) for at, value in enumerate(values)]
        assert 0 <= probability(Signs(*values)) <= probability(Signs(*better)) <= 1


def test_without_any_sign_a_moment_is_improbable() -> None:
    assert probability(NOTHING) < 0.1
