from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.contract import CHANNELS, Channel
from vindex_search.index.base import Hit
from vindex_search.moments import MOMENTS_PER_VIDEO, RANK_CONSTANT, WEIGHTS, find_moments


def hit(channel: Channel, video: str, start: float, end: float, score: float, text: str = "") -> Hit:
    return Hit(channel, "speech", f"{video}{start}", video, video.split("--")[0], start, end, text, score)


@st.composite
def answers(draw: st.DrawFn) -> dict[Channel, list[Hit]]:
    found: dict[Channel, list[Hit]] = {}
    for channel in draw(st.sets(st.sampled_from(CHANNELS))):
        starts = draw(st.lists(st.tuples(st.sampled_from(["a--x", "b--y"]), st.floats(0, 5000)), max_size=12))
        hits = [hit(channel, v, s, s + draw(st.floats(0, 120)), draw(st.floats(0, 1))) for v, s in starts]
        found[channel] = sorted(hits, key=lambda h: -h.score)
    return found


@given(answers(), st.integers(1, 20))
def test_moments_are_ordered_bounded_and_hold_their_evidence(hits: Mapping[Channel, Sequence[Hit]], limit: int) -> None:
    moments = find_moments(hits, limit=limit)
    assert len(moments) <= limit
    assert [m.score for m in moments] == sorted((m.score for m in moments), reverse=True)
    for moment in moments:
        assert moment.evidence
        assert set(moment.channels) == {one.channel for one in moment.evidence}
        assert moment.start_s <= moment.end_s
        assert all(one.start_s <= moment.end_s and moment.start_s <= one.end_s for one in moment.evidence)
        assert moment.start_s in {one.start_s for one in moment.evidence}
        assert moment.end_s in {one.end_s for one in moment.evidence}
        shares = [one.score for one in moment.evidence]
        assert shares == sorted(shares, reverse=True)


@given(answers())
def test_every_video_that_was_hit_is_shown_and_none_too_often(hits: Mapping[Channel, Sequence[Hit]]) -> None:
    moments = find_moments(hits, limit=1000)
    shown = [moment.video_id for moment in moments]
    assert set(shown) == {one.video_id for found in hits.values() for one in found}
    assert all(shown.count(video) <= MOMENTS_PER_VIDEO for video in shown)


@given(answers())
def test_the_best_hit_of_a_single_channel_lies_in_the_first_moment(hits: Mapping[Channel, Sequence[Hit]]) -> None:
    found = next((found for found in hits.values() if found), None)
    if found is None or sum(1 for one in hits.values() if one) != 1:
        return
    first = find_moments(hits, limit=1)[0]
    assert first.video_id == found[0].video_id


def test_nothing_found_is_no_moment() -> None:
    assert find_moments({}, limit=5) == []
    assert find_moments({"speech": []}, limit=5) == []


def test_channels_that_agree_beat_one_that_does_not() -> None:
    hits: dict[Channel, list[Hit]] = {
        "speech": [hit("speech", "a--x", 0, 20, 0.9), hit("speech", "b--y", 40, 60, 0.8)],
        "words": [hit("words", "b--y", 40, 60, 5.0)],
    }
    first = find_moments(hits, limit=5)[0]
    assert (first.video_id, first.start_s, first.end_s) == ("b--y", 40, 60)
    assert first.channels == ("speech", "words")
    assert first.score == pytest.approx(
        WEIGHTS["speech"] / (RANK_CONSTANT + 2) + WEIGHTS["words"] / (RANK_CONSTANT + 1)
    )


def test_a_fact_gives_the_sentence_not_the_film() -> None:
    passages = [hit("speech", "a--x", at, at + 20, 0.9 if at == 300 else 0.3) for at in range(0, 1200, 20)]
    hits: dict[Channel, list[Hit]] = {"speech": sorted(passages, key=lambda h: -h.score)}
    first = find_moments(hits, limit=1)[0]
    assert (first.start_s, first.end_s) == (300, 320)


def test_a_topic_gives_the_chapter_not_the_sentence() -> None:
    passages = [hit("speech", "a--x", at, at + 20, 0.85 if 300 <= at < 460 else 0.3) for at in range(0, 1200, 20)]
    hits: dict[Channel, list[Hit]] = {"speech": sorted(passages, key=lambda h: -h.score)}
    first = find_moments(hits, limit=1)[0]
    assert first.start_s == pytest.approx(300, abs=20)
    assert first.end_s == pytest.approx(460, abs=20)


def test_two_places_in_one_video_are_two_moments() -> None:
    places = [hit("speech", "a--x", 100, 120, 0.9), hit("speech", "a--x", 800, 820, 0.88)]
    rest = [hit("speech", "a--x", at, at + 20, 0.2) for at in range(0, 1000, 20) if at not in (100, 800)]
    moments = find_moments({"speech": places + rest}, limit=5)
    assert {(m.start_s, m.end_s) for m in moments[:2]} == {(100, 120), (800, 820)}


def test_a_slide_inside_a_passage_narrows_the_moment_to_itself() -> None:
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
    assert (first.start_s, first.end_s) == (36, 44)
    assert first.channels == ("speech", "words", "screen")
