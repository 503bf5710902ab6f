"""Rank fusion: ranks, weights and normalised scores of hits from several channels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.index.hits import hit
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import Hit
from vindex_search.ranking.exact_match import MIN_LEAD
from vindex_search.ranking.fusion import (
    CHANNEL_WEIGHTS,
    DOMINANT_BOOST,
    HITS_PER_CHANNEL,
    RANK_CONSTANT,
    RankedHit,
    Ranking,
    cutoff_score,
    rank_hits,
)

A, B, C = (f"{name}--x-0000000000" for name in "abc")


@st.composite
def answers(draw: st.DrawFn) -> dict[Channel, list[Hit]]:
    found: dict[Channel, list[Hit]] = {}
    for channel in draw(st.sets(st.sampled_from(CHANNELS))):
        places = draw(st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(0, 50), st.floats(0, 20)), max_size=9))
        hits = [hit(channel, video, at * 10.0, score) for video, at, score in places]
        found[channel] = sorted(hits, key=lambda one: -one.score)
    return found


def by_rank(ranking: Ranking, *channels: Channel) -> list[RankedHit]:
    found = [ranking.at(row) for row in range(len(ranking.hits))]
    return sorted((one for one in found if one.channel in channels), key=lambda one: one.rank)


@given(answers())
def test_every_hit_is_ranked_once(hits: dict[Channel, list[Hit]]) -> None:
    found = rank_hits(hits)
    assert sorted(map(id, found.hits)) == sorted(id(one) for ones in hits.values() for one in ones)
    assert len(found.ranks) == len(found.weights) == len(found.normalized_scores) == len(found.hits)


@given(answers())
def test_a_share_is_weight_over_constant_plus_rank(hits: dict[Channel, list[Hit]]) -> None:
    found = rank_hits(hits)
    for row, share in enumerate(found.shares):
        one = found.at(row)
        assert one.share == share == one.weight / (RANK_CONSTANT + one.rank)
        assert one.weight in (CHANNEL_WEIGHTS[one.channel], DOMINANT_BOOST * CHANNEL_WEIGHTS[one.channel])
        assert 0 <= found.normalized_scores[row] <= CHANNEL_WEIGHTS[one.channel]


@given(answers())
def test_ranks_of_a_group_rise_from_one_as_scores_fall(hits: dict[Channel, list[Hit]]) -> None:
    for group in (("speech", "screen"), ("words",), ("visual",)):
        found = by_rank(rank_hits(hits), *group)
        assert [one.rank for one in found] == list(range(1, len(found) + 1))
        assert [one.hit.score for one in found] == sorted((one.hit.score for one in found), reverse=True)


def test_speech_and_screen_text_are_ranked_together() -> None:
    found = rank_hits({"speech": [hit("speech", A, score=0.4)], "screen": [hit("screen", B, score=0.9)]})
    assert [(one.rank, one.weight) for one in by_rank(found, "speech", "screen")] == [
        (1, CHANNEL_WEIGHTS["screen"]),
        (2, CHANNEL_WEIGHTS["speech"]),
    ]


@pytest.mark.parametrize(
    ("second", "dominates"),
    [
        (hit("words", B, score=20.0 - MIN_LEAD), True),
        (hit("words", B, score=20.0 - MIN_LEAD + 0.1), False),
        (hit("words", A, 500, 20.0 - MIN_LEAD + 0.1), False),
        (hit("words", A, 5, 19.9), True),  # the same place: a slide beside the passage
    ],
)
def test_a_dominant_hit_has_a_boosted_weight(second: Hit, dominates: bool) -> None:
    first = hit("words", A, score=20.0)
    weights = [one.weight for one in by_rank(rank_hits({"words": [first, second]}), "words")]
    assert weights == [CHANNEL_WEIGHTS["words"] * (DOMINANT_BOOST if dominates else 1), CHANNEL_WEIGHTS["words"]]


def test_scores_are_min_max_normalized() -> None:
    found = rank_hits({"speech": [hit("speech", A, at * 10.0, score) for at, score in enumerate((0.9, 0.6, 0.3))]})
    assert found.normalized_scores.tolist() == pytest.approx([1.0, 0.5, 0.0])
    words = rank_hits({"words": [hit("words", A, at * 10.0, score) for at, score in enumerate((8.0, 6.0))]})
    assert words.normalized_scores.tolist() == pytest.approx([1.0, 0.75])
    alone = rank_hits({"visual": [hit("visual", A, score=0.1)]})
    assert alone.normalized_scores.tolist() == [1.0]


def test_the_cutoff_score_is_zero_unless_the_list_is_full() -> None:
    words = [hit("words", A, at * 10.0, 200.0 - at) for at in range(HITS_PER_CHANNEL)]
    assert cutoff_score(words) == words[-1].score
    assert cutoff_score(words[:-1]) == 0
    assert cutoff_score([]) == 0
