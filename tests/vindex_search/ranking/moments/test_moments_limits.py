"""How many moments there are: of one video, on one page, and down to which score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.index.hits import hit
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import Hit
from vindex_search.ranking.moments import find_moments

A = "a--x-0000000000"
VIDEOS = [f"{name}--x-0000000000" for name in "abcdefg"]


@st.composite
def answers(draw: st.DrawFn) -> dict[Channel, list[Hit]]:
    """Hits in seven videos, an hour long, with scores that fall strictly."""
    places = st.lists(st.tuples(st.sampled_from(VIDEOS), st.integers(0, 60)), max_size=20)
    channels = draw(st.lists(st.sampled_from(CHANNELS), min_size=1, unique=True))
    return {
        channel: [hit(channel, video, 60.0 * at, 1 - rank / 50) for rank, (video, at) in enumerate(draw(places))]
        for channel in channels
    }


def test_a_video_is_left_out_only_if_all_of_its_moments_are_worse() -> None:
    """The second moment of the first video is worse than the best of the second one, and better than the third's."""
    hits: dict[Channel, list[Hit]] = {
        "speech": [hit("speech", VIDEOS[0], 0, 0.9), hit("speech", VIDEOS[1], 0, 0.8), hit("speech", A, 900, 0.7)],
        "words": [hit("words", VIDEOS[0], 0, 2.0), hit("words", VIDEOS[2], 0, 1.0)],
    }
    found = [(moment.video_id, moment.start_s) for moment in find_moments(hits, limit=4)]
    assert found == [(VIDEOS[0], 0), (VIDEOS[1], 0), (VIDEOS[2], 0), (VIDEOS[0], 900)]
    for limit in (1, 2, 3):
        page = find_moments(hits, limit=limit)
        assert [(moment.video_id, moment.start_s) for moment in page] == found[:limit]


def test_of_equal_scores_at_the_end_of_a_page_the_first_by_id_is_taken() -> None:
    """A further moment of `g` scores as high as the best one of `a`, which is looked at after it."""
    hits: dict[Channel, list[Hit]] = {
        "speech": [hit("speech", VIDEOS[6], 0, 0.9)],
        "words": [hit("words", VIDEOS[6], 0, 2.0), hit("words", VIDEOS[6], 900, 1.9)],
        "visual": [hit("visual", VIDEOS[1], 900, 0.9), hit("visual", VIDEOS[0], 0, 0.8)],
    }
    found = find_moments(hits, limit=9)
    assert found[2].score == found[3].score
    assert [(moment.video_id, moment.start_s) for moment in found[2:]] == [(VIDEOS[0], 0), (VIDEOS[6], 900)]
    assert find_moments(hits, limit=3) == found[:3]


@settings(max_examples=60)
@given(answers())
def test_a_page_is_the_beginning_of_the_whole_answer(hits: Mapping[Channel, Sequence[Hit]]) -> None:
    """Each video that is looked at after the page is full is left out rightly, whatever scores are equal."""
    found = find_moments(hits, limit=99)
    for limit in range(1, len(found) + 1):
        assert find_moments(hits, limit=limit) == found[:limit]


def test_a_video_has_five_moments_at_most() -> None:
    hits = [hit("speech", A, 600.0 * at, 1 - at / 20) for at in range(7)]
    assert [moment.start_s for moment in find_moments({"speech": hits}, limit=9)] == [0, 600, 1200, 1800, 2400]


@pytest.mark.parametrize(("rank", "further"), [(2, True), (13, True), (14, False), (60, False)])
def test_a_further_moment_has_a_fifth_of_the_best_score_at_least(rank: int, further: bool) -> None:
    """The share of rank 1 is a third, that of rank 13 is 1/15 and that of rank 14 is 1/16."""
    between = [hit("speech", f"b--{at}-0000000000", 0, 0.9 - at / 100) for at in range(2, rank)]
    found = find_moments({"speech": [hit("speech", A), *between, hit("speech", A, 3000, 0.1)]}, limit=99)
    assert [moment.start_s for moment in found if moment.video_id == A] == ([0, 3000] if further else [0])


@settings(max_examples=40)
@given(answers())
def test_a_hit_is_evidence_of_one_moment_at_most(hits: Mapping[Channel, Sequence[Hit]]) -> None:
    moments = find_moments(hits, limit=1000)
    held = Counter(id(one.hit) for moment in moments for one in moment.evidence)
    assert set(held.values()) <= {1}
    assert all(one.hit.video_id == moment.video_id for moment in moments for one in moment.evidence)


def test_equal_scores_are_ordered_by_video_then_time() -> None:
    hits: dict[Channel, list[Hit]] = {
        "speech": [hit("speech", VIDEOS[2], 0, 0.9)],
        "visual": [hit("visual", VIDEOS[1], 0, 0.9)],
        "words": [hit("words", VIDEOS[0], 50, 0.9)],
    }
    assert [moment.video_id for moment in find_moments(hits, limit=9)] == VIDEOS[:3]


@settings(max_examples=40)
@given(answers(), st.integers(1, 12))
def test_a_page_is_the_beginning_of_a_longer_one(hits: Mapping[Channel, Sequence[Hit]], limit: int) -> None:
    page, whole = find_moments(hits, limit=limit), find_moments(hits, limit=1000)
    assert [moment.score for moment in page] == [moment.score for moment in whole[:limit]]
    unlike = Counter(moment.score for moment in whole)
    for one, other in zip(page, whole, strict=False):
        assert one == other or unlike[one.score] > 1  # of equal scores, either may come first
