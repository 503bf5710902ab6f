"""Moments: ranges, scores and evidence, from hits and relevance curves."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit
from vindex_search.models.encoders import Match
from vindex_search.ranking.fusion import CHANNEL_WEIGHTS, RANK_CONSTANT
from vindex_search.ranking.moments import MOMENTS_PER_VIDEO, Moment, find_moments
from vindex_search.ranking.relevance_curve import CurveSource, RelevanceCurve


def hit(channel: Channel, video: str, start: float, end: float, score: float, text: str = "") -> Hit:
    return Hit(
        channel=channel,
        point_channel="speech",
        point_id=f"{video}{start}",
        video_id=video,
        workspace=video.split("--")[0],
        start_s=start,
        end_s=end,
        text=text,
        score=score,
    )


@st.composite
def answers(draw: st.DrawFn) -> dict[Channel, list[Hit]]:
    found: dict[Channel, list[Hit]] = {}
    for channel in draw(st.sets(st.sampled_from(sorted(CHANNEL_WEIGHTS)))):
        starts = draw(st.lists(st.tuples(st.sampled_from(["a--x", "b--y"]), st.floats(0, 5000)), max_size=12))
        hits = [hit(channel, v, s, s + draw(st.floats(0, 120)), draw(st.floats(0, 1))) for v, s in starts]
        found[channel] = sorted(hits, key=lambda h: -h.score)
    return found


@settings(max_examples=40)
@given(answers(), st.integers(1, 20))
def test_moments_are_ordered_limited_and_overlap_their_evidence(
    hits: Mapping[Channel, Sequence[Hit]], limit: int
) -> None:
    moments = find_moments(hits, limit=limit)
    assert len(moments) <= limit
    assert [m.score for m in moments] == sorted((m.score for m in moments), reverse=True)
    for moment in moments:
        assert moment.evidence
        assert set(moment.channels) == {one.channel for one in moment.evidence}
        assert moment.start_s <= moment.end_s
        held = [one.hit for one in moment.evidence]
        assert all(one.start_s <= moment.end_s and moment.start_s <= one.end_s for one in held)
        shares = [one.share for one in moment.evidence]
        assert shares == sorted(shares, reverse=True)


@settings(max_examples=40)
@given(answers())
def test_every_video_with_hits_has_moments_up_to_the_maximum(hits: Mapping[Channel, Sequence[Hit]]) -> None:
    moments = find_moments(hits, limit=1000)
    shown = [moment.video_id for moment in moments]
    assert set(shown) == {one.video_id for found in hits.values() for one in found}
    assert all(shown.count(video) <= MOMENTS_PER_VIDEO for video in shown)


@settings(max_examples=40)
@given(answers())
def test_the_best_hit_of_a_single_channel_lies_in_the_first_moment(hits: Mapping[Channel, Sequence[Hit]]) -> None:
    found = next((found for found in hits.values() if found), None)
    if found is None or sum(1 for one in hits.values() if one) != 1:
        return
    first = find_moments(hits, limit=1)[0]
    assert first.video_id == found[0].video_id


def better_everywhere(one: Moment, other: Moment) -> bool:
    """Whether the evidence of one moment is better than that of another on every channel that either has."""

    def best(moment: Moment, channel: Channel) -> float:
        return max((ranked.share for ranked in moment.evidence if ranked.channel == channel), default=0.0)

    return all(best(one, channel) > best(other, channel) for channel in {*one.channels, *other.channels})


@settings(max_examples=80)
@given(answers(), st.integers(0, 2**16))
def test_no_moment_ranks_above_one_of_its_video_with_better_evidence_on_every_channel(
    hits: Mapping[Channel, Sequence[Hit]], seed: int
) -> None:
    """With any curves, that may draw windows anywhere."""
    random = np.random.default_rng(seed)
    starts = np.arange(0.0, 5000, 20)
    curves = [RelevanceCurve(starts, starts + 25, random.normal(0, 1, len(starts)), channel="speech")]
    moments = find_moments(hits, limit=1000, curves=lambda videos: dict.fromkeys(videos, curves))
    for at, above in enumerate(moments):
        for below in moments[at + 1 :]:
            assert below.video_id != above.video_id or not better_everywhere(below, above)


def test_without_hits_there_are_no_moments() -> None:
    assert find_moments({}, limit=5) == []
    assert find_moments({"speech": []}, limit=5) == []


def test_two_channels_that_agree_outrank_one() -> None:
    hits: dict[Channel, list[Hit]] = {
        "speech": [hit("speech", "a--x", 0, 20, 0.9), hit("speech", "b--y", 40, 60, 0.8)],
        "words": [hit("words", "b--y", 40, 60, 3.0)],
    }
    first = find_moments(hits, limit=5)[0]
    assert (first.video_id, first.start_s, first.end_s) == ("b--y", 40, 60)
    assert first.channels == ("speech", "words")
    assert first.score == pytest.approx(
        CHANNEL_WEIGHTS["speech"] / (RANK_CONSTANT + 2) + CHANNEL_WEIGHTS["words"] / (RANK_CONSTANT + 1)
    )


def test_one_high_passage_is_the_middle_of_a_short_moment() -> None:
    passages = [hit("speech", "a--x", at, at + 20, 0.9 if at == 300 else 0.3) for at in range(0, 1200, 20)]
    hits: dict[Channel, list[Hit]] = {"speech": sorted(passages, key=lambda h: -h.score)}
    first = find_moments(hits, limit=1)[0]
    assert (first.start_s + first.end_s) / 2 == pytest.approx(310, abs=10)
    assert first.end_s - first.start_s <= 60


def test_a_run_of_high_passages_is_one_moment() -> None:
    passages = [hit("speech", "a--x", at, at + 20, 0.85 if 300 <= at < 460 else 0.3) for at in range(0, 1200, 20)]
    hits: dict[Channel, list[Hit]] = {"speech": sorted(passages, key=lambda h: -h.score)}
    first = find_moments(hits, limit=1)[0]
    assert first.start_s == pytest.approx(300, abs=20)
    assert first.end_s == pytest.approx(460, abs=20)


def test_two_places_in_one_video_are_two_moments() -> None:
    places = [hit("speech", "a--x", 100, 120, 0.9), hit("speech", "a--x", 800, 820, 0.88)]
    rest = [hit("speech", "a--x", at, at + 20, 0.2) for at in range(0, 1000, 20) if at not in (100, 800)]
    moments = find_moments({"speech": places + rest}, limit=5)
    assert [(m.start_s + m.end_s) / 2 for m in moments[:2]] == [pytest.approx(110, abs=10), 810]


def test_a_slide_and_the_passage_around_it_are_one_moment() -> None:
    hits: dict[Channel, list[Hit]] = {
        "speech": [
            hit("speech", "a--x", 29, 44, 0.8),
            hit("speech", "a--x", 0, 29, 0.3),
            hit("speech", "a--x", 44, 60, 0.2),
        ],
        "screen": [hit("screen", "a--x", 36, 44, 0.7), hit("screen", "a--x", 0, 30, 0.1)],
        "words": [hit("words", "a--x", 29, 44, 5.0)],
    }
    first = find_moments(hits, limit=1)[0]
    assert 29 <= first.start_s <= 36
    assert first.end_s == 44
    assert first.channels == ("speech", "words", "screen")


def curves_of(scores: Mapping[int, float], *, step: int = 20) -> CurveSource:
    """Relevance curves from the score of each passage of `step` seconds, by its start."""
    starts = np.array(sorted(scores), dtype=float)
    return lambda videos: {
        video: [RelevanceCurve(starts, starts + step, np.array([scores[int(at)] for at in starts]))] for video in videos
    }


def test_a_moment_reaches_as_far_as_the_relevance_curve_is_high() -> None:
    """One passage was returned; those around it score high as well."""
    scores = {at: 0.6 if 400 <= at < 640 else 0.2 for at in range(0, 1200, 20)}
    found: dict[Channel, list[Hit]] = {"speech": [hit("speech", "a--x", 500, 520, 0.7)]}
    (first,) = find_moments(found, limit=5, curves=curves_of(scores))
    assert first.start_s == pytest.approx(400, abs=20)
    assert first.end_s == pytest.approx(640, abs=20)
    assert first.evidence[0].hit.start_s == 500


def test_curves_are_requested_for_the_best_videos_only() -> None:
    requested: list[str] = []

    def curves(videos: Sequence[str]) -> Mapping[str, list[RelevanceCurve]]:
        requested.extend(videos)
        return {}

    find_moments({"speech": [hit("speech", f"{name}--x", 0, 20, 0.5) for name in "abcd"]}, limit=2, curves=curves)
    assert requested == ["a--x", "b--x"]


def passage(text: str, sentences: tuple[tuple[int, float, float], ...], score: float, start: float) -> Hit:
    return replace(hit("words", "a--x", start, start + 30, score, text), sentences=sentences)


TALK = passage("We begin. The oven is hot at nine. We end.", ((0, 100, 105), (10, 105, 118), (35, 118, 130)), 12.0, 100)


def matcher_of(query: str) -> Callable[[str], list[Match]]:
    """Matches of whole words, each its own token."""
    tokens = {word: token for token, word in enumerate(query.split())}
    return lambda text: [
        Match(found.start(), found.end(), frozenset({tokens[found[0].lower()]}))
        for found in re.finditer(r"\w+", text)
        if found[0].lower() in tokens
    ]


@pytest.mark.parametrize(
    ("query", "others", "expected"),
    [
        ("oven hot nine", 3.0, (105, 118)),  # rare together, and in one sentence
        ("oven hot nine", 9.0, None),  # another place scores nearly as high
        ("oven hot", 3.0, None),  # two words name a subject
        ("begin oven hot nine", 3.0, None),  # in no sentence together
    ],
)
def test_a_known_item_query_is_answered_by_its_sentence(
    query: str, others: float, expected: tuple[float, float] | None
) -> None:
    rest = [passage("The oven.", ((0, at, at + 30),), others, at) for at in range(200, 1200, 40)]
    first = find_moments({"words": [TALK, *rest]}, limit=1, matches=matcher_of(query))[0]
    assert ((first.start_s, first.end_s) == expected) == (expected is not None)


def test_a_dominant_hit_comes_first() -> None:
    """Whatever the ranks on the other channel."""
    words = [hit("words", "a--x", 0, 20, 20.0), hit("words", "b--y", 0, 20, 5.0)]
    speech = [hit("speech", "b--y", 0, 20, 0.9), hit("speech", "c--z", 0, 20, 0.8)]
    assert find_moments({"words": words, "speech": speech}, limit=1)[0].video_id == "a--x"


@pytest.mark.parametrize("start", [70, 130])
def test_a_neighbour_of_the_dominant_passage_is_not_answered_by_its_sentence(start: float) -> None:
    """The neighbour is best on every other channel, and touches the passage that has the words."""
    found: dict[Channel, list[Hit]] = {
        "words": [TALK, passage("The oven.", ((0, start, start + 30),), 3.0, start)],
        "speech": [hit("speech", "a--x", start, start + 30, 0.9)],
        "visual": [hit("visual", "a--x", start, start + 30, 0.9)],
    }
    first = find_moments(found, limit=3, matches=matcher_of("oven hot nine"))[0]
    assert found["speech"][0] in [one.hit for one in first.evidence]
    assert (first.start_s, first.end_s) != (105, 118)


@pytest.mark.parametrize(("is_keyword_query", "is_sentence"), [(True, True), (False, False)])
def test_only_key_words_are_answered_by_a_sentence(is_keyword_query: bool, is_sentence: bool) -> None:
    """A question has the words of a sentence by chance."""
    found: dict[Channel, list[Hit]] = {"words": [TALK, passage("The oven.", ((0, 700, 730),), 3.0, 700)]}
    first = find_moments(found, limit=1, matches=matcher_of("oven hot nine"), is_keyword_query=is_keyword_query)[0]
    assert ((first.start_s, first.end_s) == (105, 118)) == is_sentence


def test_the_answering_sentence_is_a_moment_once() -> None:
    """A slide beside the dominant passage is in the same place, and what lies outside has its own range."""
    found: dict[Channel, list[Hit]] = {
        "words": [TALK, passage("The oven.", ((0, 700, 730),), 3.0, 700)],
        "screen": [hit("screen", "a--x", 90, 140, 0.9)],
    }
    moments = find_moments(found, limit=9, matches=matcher_of("oven hot nine"))
    assert [(one.start_s, one.end_s) for one in moments] == [(105, 118), (700, 730)]


def test_a_passage_that_two_channels_found_is_evidence_of_its_sentence_on_both() -> None:
    """The sentence is less than half of the passage; the confidence of the moment depends on the words."""
    found: dict[Channel, list[Hit]] = {
        "words": [TALK, passage("The oven.", ((0, 700, 730),), 3.0, 700)],
        "speech": [hit("speech", "a--x", 100, 130, 0.9), hit("speech", "a--x", 120, 150, 0.8)],
    }
    first = find_moments(found, limit=1, matches=matcher_of("oven hot nine"))[0]
    assert (first.start_s, first.end_s, first.channels) == (105, 118, ("speech", "words"))
    assert [one.rank for one in first.evidence] == [1, 1]
