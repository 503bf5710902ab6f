"""fusion: ranks, weights and levels of hits from several channels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.index.hits import hit
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import Hit
from vindex_search.ranking.exact_match import LEAD
from vindex_search.ranking.fusion import (
    DECISIVE,
    HITS_PER_CHANNEL,
    RANK_CONSTANT,
    WEIGHTS,
    RankedHit,
    Ranking,
    ranked,
    unseen,
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
    found = ranked(hits)
    assert sorted(map(id, found.hits)) == sorted(id(one) for ones in hits.values() for one in ones)
    assert len(found.ranks) == len(found.weights) == len(found.levels) == len(found.hits)


@given(answers())
def test_a_share_is_weight_over_rank(hits: dict[Channel, list[Hit]]) -> None:
    found = ranked(hits)
    for row, share in enumerate(found.shares):
        one = found.at(row)
        assert one.share == share == one.weight / (RANK_CONSTANT + one.rank)
        assert one.weight in (WEIGHTS[one.channel], DECISIVE * WEIGHTS[one.channel])
        assert 0 <= found.levels[row] <= WEIGHTS[one.channel]


@given(answers())
def test_ranks_of_a_family_go_up_from_one_as_scores_go_down(hits: dict[Channel, list[Hit]]) -> None:
    for family in (("speech", "screen"), ("words",), ("visual",)):
        found = by_rank(ranked(hits), *family)
        assert [one.rank for one in found] == list(range(1, len(found) + 1))
        assert [one.hit.score for one in found] == sorted((one.hit.score for one in found), reverse=True)


def test_what_is_said_and_what_is_written_are_ranked_together() -> None:
    found = ranked({"speech": [hit("speech", A, score=0.4)], "screen": [hit("screen", B, score=0.9)]})
    assert [(one.rank, one.weight) for one in by_rank(found, "speech", "screen")] == [
        (1, WEIGHTS["screen"]),
        (2, WEIGHTS["speech"]),
    ]


@pytest.mark.parametrize(
    ("second", "decisive"),
    [
        (hit("words", B, score=20.0 - LEAD), True),
        (hit("words", B, score=20.0 - LEAD + 0.1), False),
        (hit("words", A, 500, 20.0 - LEAD + 0.1), False),
        (hit("words", A, 5, 19.9), True),  # the same place: a slide beside the passage
    ],
)
def test_a_place_that_can_only_be_meant_weighs_twice(second: Hit, decisive: bool) -> None:
    first = hit("words", A, score=20.0)
    weights = [one.weight for one in by_rank(ranked({"words": [first, second]}), "words")]
    assert weights == [WEIGHTS["words"] * (DECISIVE if decisive else 1), WEIGHTS["words"]]


def test_levels_span_what_was_found() -> None:
    found = ranked({"speech": [hit("speech", A, at * 10.0, score) for at, score in enumerate((0.9, 0.6, 0.3))]})
    assert found.levels.tolist() == pytest.approx([1.0, 0.5, 0.0])
    words = ranked({"words": [hit("words", A, at * 10.0, score) for at, score in enumerate((8.0, 6.0))]})
    assert words.levels.tolist() == pytest.approx([1.0, 0.75])
    alone = ranked({"visual": [hit("visual", A, score=0.1)]})
    assert alone.levels.tolist() == [1.0]


def test_what_was_not_found_scored_nothing_unless_the_list_was_full() -> None:
    words = [hit("words", A, at * 10.0, 200.0 - at) for at in range(HITS_PER_CHANNEL)]
    assert unseen(words) == words[-1].score
    assert unseen(words[:-1]) == 0
    assert unseen([]) == 0
