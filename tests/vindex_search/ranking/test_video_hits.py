"""Hits by video: the fused scores equal those of a search over all pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.index.hits import hit
from vindex_search.contract.ids import RANKED_CHANNELS, Channel
from vindex_search.index.types import Hit
from vindex_search.ranking.fusion import Ranking
from vindex_search.ranking.video_hits import top_videos

VIDEOS = ["a--x-0000000000", "a--y-0000000000", "a--z-0000000000"]
CHANNEL: st.SearchStrategy[Channel] = st.sampled_from(RANKED_CHANNELS)


@st.composite
def rankings(draw: st.DrawFn) -> Ranking:
    places = draw(
        st.lists(st.tuples(CHANNEL, st.sampled_from(VIDEOS), st.integers(0, 60), st.integers(0, 30)), max_size=24)
    )
    return ranking([hit(channel, video, start=at, end=at + length) for channel, video, at, length in places])


def ranking(hits: list[Hit]) -> Ranking:
    """Hits of which each has a rank of its own."""
    ones = np.ones(len(hits))
    return Ranking(hits, np.arange(len(hits)) + 1, ones, ones)


def may_add(other: Hit, one: Hit) -> bool:
    """Neighbouring passages share a sentence: the one is no evidence for the other."""
    same_place = (other.start_s, other.end_s) == (one.start_s, one.end_s)
    return other.point_channel != one.point_channel or same_place


@settings(max_examples=50)
@given(rankings())
def test_a_score_is_the_sum_of_the_best_share_of_each_channel_at_the_middle_but_of_neighbours(found: Ranking) -> None:
    for video in top_videos(found, len(VIDEOS)):
        mine = [found.at(row) for row in video.rows]
        for at, one in enumerate(video.hits):
            middle = (one.start_s + one.end_s) / 2
            over = [
                other for other in mine if other.hit.start_s <= middle <= other.hit.end_s and may_add(other.hit, one)
            ]
            best = [max((o.share for o in over if o.channel == channel), default=0.0) for channel in RANKED_CHANNELS]
            assert video.scores[at] == pytest.approx(sum(best))
        assert video.best == video.scores.max()


@settings(max_examples=50)
@given(rankings())
def test_every_hit_is_among_those_of_its_video(found: Ranking) -> None:
    made = top_videos(found, len(VIDEOS))
    assert sorted(row for video in made for row in video.rows.tolist()) == list(range(len(found.hits)))
    for video in made:
        assert video.hits == [found.hits[row] for row in video.rows]
        assert {one.video_id for one in video.hits} == {video.video_id}
        assert video.starts.tolist() == [one.start_s for one in video.hits]
        assert video.ends.tolist() == [one.end_s for one in video.hits]


@settings(max_examples=50)
@given(rankings(), st.integers(0, 3))
def test_videos_are_ordered_by_score_then_id(found: Ranking, limit: int) -> None:
    every, some = top_videos(found, len(VIDEOS)), top_videos(found, limit)
    order = [(-video.best, video.video_id) for video in every]
    assert order == sorted(order)
    assert [video.video_id for video in some] == [video.video_id for video in every[:limit]]


def test_overlap_is_a_share_and_all_or_nothing_without_length() -> None:
    found = [hit("speech", start=0, end=10), hit("speech", start=20, end=30), hit("visual", start=5, end=5)]
    (video,) = top_videos(ranking(found), 1)
    assert video.overlap_shares(4, 22) == pytest.approx(np.array([0.6, 0.2, 1.0]))
    assert video.overlap_shares(6, 8) == pytest.approx(np.array([0.2, 0.0, 0.0]))
    assert video.overlap_shares(np.nextafter(5, 6), 8)[2] == video.overlap_shares(4, np.nextafter(5, 4))[2] == 0
    assert video.overlap_shares(5, 8)[2] == video.overlap_shares(4, 5)[2] == 1


def test_overlap_of_a_very_short_hit_is_a_share_too() -> None:
    (video,) = top_videos(ranking([hit("visual", start=40, end=40.5), hit("visual", start=50, end=50.005)]), 1)
    assert video.overlap_shares(40.25, 60) == pytest.approx(np.array([0.5, 1.0]))


def test_ranked_hits_come_best_first() -> None:
    later, sooner = hit("speech", start=20, end=30), hit("words", start=0, end=10)
    weights = np.array([1.0, 1.5])  # of ranks 1 and 1, by the constant of 2: shares of 1/3 and 1/2
    (video,) = top_videos(Ranking([later, sooner], np.array([1, 1]), weights, weights), 1)
    assert [(one.hit, one.rank) for one in video.ranked_hits(np.array([0, 1]))] == [(sooner, 1), (later, 1)]
    assert [one.hit for one in video.ranked_hits(np.array([0]))] == [later]
