"""columns: the hits of each video as arrays, scored as if every pair was looked at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vindex_search.found import hit
from vindex_search.columns import likeliest
from vindex_search.contract import CHANNELS, Channel
from vindex_search.fusion import Ranked

VIDEOS = ["a--x-0000000000", "a--y-0000000000", "a--z-0000000000"]
CHANNEL: st.SearchStrategy[Channel] = st.sampled_from(CHANNELS)


@st.composite
def ranked_hits(draw: st.DrawFn, video: str) -> list[Ranked]:
    places = draw(st.lists(st.tuples(CHANNEL, st.integers(0, 60), st.integers(0, 30)), min_size=1, max_size=8))
    return [
        Ranked(hit(channel, video, start=float(start), end=float(start + length)), rank, 1.0, 1 / rank, 1.0)
        for rank, (channel, start, length) in enumerate(places, start=1)
    ]


VIDEO_SETS = st.sets(st.sampled_from(VIDEOS)).flatmap(
    lambda names: st.fixed_dictionaries({name: ranked_hits(name) for name in sorted(names)})
)


@given(VIDEO_SETS)
def test_a_score_is_the_best_share_of_each_channel_over_the_middle(videos: dict[str, list[Ranked]]) -> None:
    for columns in likeliest(videos, len(VIDEOS)):
        found = videos[columns.video_id]
        for at, one in enumerate(found):
            middle = (one.hit.start_s + one.hit.end_s) / 2
            over = [other for other in found if other.hit.start_s <= middle <= other.hit.end_s]
            best = [max((o.share for o in over if o.channel == channel), default=0.0) for channel in CHANNELS]
            assert columns.scores[at] == pytest.approx(sum(best))
        assert columns.best == columns.scores.max()


@given(VIDEO_SETS)
def test_every_hit_is_in_the_columns_of_its_video(videos: dict[str, list[Ranked]]) -> None:
    made = likeliest(videos, len(VIDEOS))
    assert {columns.video_id: columns.found for columns in made} == videos
    for columns in made:
        assert columns.starts.tolist() == [one.hit.start_s for one in columns.found]
        assert columns.ends.tolist() == [one.hit.end_s for one in columns.found]


@given(VIDEO_SETS, st.integers(0, 3))
def test_those_with_the_best_scores_come_first_of_equals_by_their_id(
    videos: dict[str, list[Ranked]], most: int
) -> None:
    every, some = likeliest(videos, len(VIDEOS)), likeliest(videos, most)
    order = [(-columns.best, columns.video_id) for columns in every]
    assert order == sorted(order)
    assert [columns.video_id for columns in some] == [columns.video_id for columns in every[:most]]


def test_a_hit_lies_in_a_range_by_its_share_and_a_picture_whole_or_not() -> None:
    found = [hit("speech", start=0, end=10), hit("speech", start=20, end=30), hit("visual", start=5, end=5)]
    (columns,) = likeliest({"v": [Ranked(one, 1, 1.0, 1.0, 1.0) for one in found]}, 1)
    assert columns.inside(4, 22) == pytest.approx(np.array([0.6, 0.2, 1.0]))
    assert columns.inside(6, 8) == pytest.approx(np.array([0.2, 0.0, 0.0]))
