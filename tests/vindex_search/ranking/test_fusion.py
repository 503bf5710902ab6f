"""Rank fusion: ranks, weights and normalised scores of hits from several channels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.index.hits import hit
from vindex_search.contract.ids import RANKED_CHANNELS, Channel
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
    for channel in draw(st.sets(st.sampled_from(RANKED_CHANNELS))):
        places = draw(st.lists(st.tuples(st.sampled_from([A, B, C]), st.integers(0, 50), st.floats(0, 20)), max_size=9))
        hits = [hit(channel, video, at * 10.0, score) for video, at, score in places]
        found[channel] = sorted(hits, key=lambda one: -one.score)
    return found


def by_rank(ranking: Ranking, *channels: Channel) -> list[RankedHit]:
    found = [ranking.at(row) for row in range(len(ranking.hits))]
    return sorted((one for one in found if one.channel in channels), key=lambda one: one.rank)


@settings(max_examples=40)
@given(answers())
def test_every_hit_is_ranked_once(hits: dict[Channel, list[Hit]]) -> None:
    found = rank_hits(hits)
    assert sorted(map(id, found.hits)) == sorted(id(one) for ones in hits.values() for one in ones)
    assert len(found.ranks) == len(found.weights) == len(found.normalized_scores) == len(found.hits)


@settings(max_examples=40)
@given(answers())
def test_a_share_is_weight_over_constant_plus_rank(hits: dict[Channel, list[Hit]]) -> None:
    found = rank_hits(hits)
    for row, share in enumerate(found.shares):
        one = found.at(row)
        assert one.share == share == one.weight / (RANK_CONSTANT + one.rank)
        assert one.weight in (CHANNEL_WEIGHTS[one.channel], DOMINANT_BOOST * CHANNEL_WEIGHTS[one.channel])
        assert 0 <= found.normalized_scores[row] <= CHANNEL_WEIGHTS[one.channel]


@settings(max_examples=40)
@given(answers())
def test_ranks_of_a_group_rise_from_one_as_scores_fall(hits: dict[Channel, list[Hit]]) -> None:
    for group in (("speech", "screen"), ("words",), ("visual",)):
        found = by_rank(rank_hits(hits), *group)
        assert [one.rank for one in found] == list(range(1, len(found) + 1))
        assert [one.hit.score for one in found] == sorted((one.hit.score for one in found), reverse=True)


@pytest.mark.parametrize(("channel", "expected"), [("speech", 1.0), ("words", 1.0), ("screen", 0.8), ("visual", 1.0)])
def test_ranks_count_less_and_less(channel: Channel, expected: float) -> None:
    """A first is worth as much as the fourth of two channels: it is beaten by two thirds and beats two fifths."""
    shares = rank_hits({channel: [hit(channel, A, at * 10.0, 1 - at / 10) for at in range(5)]}).shares
    assert shares == pytest.approx(expected * np.array([1 / 3, 1 / 4, 1 / 5, 1 / 6, 1 / 7]))


def test_a_dominant_hit_beats_a_first_and_a_second_of_other_channels_together() -> None:
    """It counts as much as two firsts."""
    found = rank_hits({"words": [hit("words", A, score=9.0)], "visual": [hit("visual", B), hit("visual", C, 10, 0.5)]})
    dominant, first, second = found.shares
    assert dominant > first + second
    assert dominant == pytest.approx(2 * first)


def test_what_says_the_query_word_for_word_comes_first_whatever_its_rank() -> None:
    """By BM25 it is the third; on another channel other places are first and second."""
    words = [hit("words", B, score=9.0), hit("words", C, score=8.0), hit("words", A, score=7.0, text="physics works")]
    found = rank_hits({"words": words, "speech": [hit("speech", B), hit("speech", C, score=0.5)]}, says_query=bool)
    best = max(map(found.at, range(5)), key=lambda one: one.share)
    assert best.hit.video_id == A
    assert best.share == pytest.approx(DOMINANT_BOOST / (RANK_CONSTANT + 1))


def test_only_the_dominant_hit_is_boosted() -> None:
    """Its passage may be found on other channels too."""
    passage = hit("words", A, score=9.0)
    found = rank_hits({"words": [passage], "speech": [hit("speech", A)], "visual": [hit("visual", A)]})
    assert [one.weight for one in map(found.at, range(3))] == [1.0, 2.0, 1.0]


def test_what_a_full_list_left_out_counts_as_its_last_score() -> None:
    """A hundred hits in one place, of which the last leads over nothing by enough."""
    same_place = [hit("words", A, score=20.0 - at / 100) for at in range(HITS_PER_CHANNEL)]
    assert {one.weight for one in by_rank(rank_hits({"words": same_place}), "words")} == {1.0}
    assert max(one.weight for one in by_rank(rank_hits({"words": same_place[:-1]}), "words")) == 2.0


def test_without_hits_a_ranking_is_empty() -> None:
    found = rank_hits({"speech": []})
    assert (len(found.hits), len(found.shares), len(found.normalized_scores)) == (0, 0, 0)


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


def test_channels_are_normalized_by_their_weight() -> None:
    found = rank_hits({"screen": [hit("screen", A, score=0.5), hit("screen", A, 10, 0.2)]})
    assert found.normalized_scores.tolist() == pytest.approx([0.8, 0.0])
    nothing = rank_hits({"words": [hit("words", A, score=0.0)]})
    assert nothing.normalized_scores.tolist() == [1.0]


def test_a_list_is_full_with_a_hundred_hits() -> None:
    """Moments need the neighbours of the best hits: a long talk has some two hundred passages."""
    assert HITS_PER_CHANNEL == 100


def test_the_cutoff_score_is_zero_unless_the_list_is_full() -> None:
    words = [hit("words", A, at * 10.0, 200.0 - at) for at in range(HITS_PER_CHANNEL)]
    assert cutoff_score(words) == words[-1].score
    assert cutoff_score(words[:-1]) == 0
    assert cutoff_score([]) == 0
