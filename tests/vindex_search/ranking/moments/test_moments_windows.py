"""Which window becomes the first moment of a video, where its ends are, and which hits it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.support.index.hits import hit
from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit
from vindex_search.models.encoders import Match
from vindex_search.ranking.moments import Moment, find_moments
from vindex_search.ranking.relevance_curve import CurveSource, RelevanceCurve

A = "a--x-0000000000"
LENGTH_S = 2000


def curve_of(*plateaus: tuple[int, int, float]) -> RelevanceCurve:
    """A point every two seconds; its score is 0 outside of the plateaus (start, end, score)."""
    starts = np.arange(0.0, LENGTH_S, 2)
    scores = np.zeros(len(starts))
    for start, end, score in plateaus:
        scores[start // 2 : end // 2] = score
    return RelevanceCurve(starts, starts + 2, scores)


def source_of(*curves: RelevanceCurve) -> CurveSource:
    return lambda video_ids: {video_id: list(curves) for video_id in video_ids}


def first_moment(hits: Sequence[Hit], *curves: RelevanceCurve) -> Moment:
    return find_moments({"speech": hits}, limit=9, curves=source_of(*curves))[0]


def test_the_first_moment_grows_around_the_best_hit_wherever_the_course_is_highest() -> None:
    hits = [hit("speech", A, 1240, 0.9), hit("speech", A, 440, 0.8)]
    found = first_moment(hits, curve_of((400, 500, 1.0), (1200, 1300, 0.6)))
    assert found.start_s == pytest.approx(1200, abs=20)
    assert found.end_s == pytest.approx(1300, abs=20)
    assert found.score == pytest.approx(1 / 3)


def test_among_several_videos_a_window_has_its_middle_in_its_passage() -> None:
    """In a single video it may grow to one side."""
    passage, elsewhere = hit("speech", A, 1240, 0.9, end=1260), hit("speech", "b--y-0000000000", 0, 0.1)
    curve = curve_of((1000, 1260, 1.0))
    alone, compared = first_moment([passage], curve), first_moment([passage, elsewhere], curve)
    assert alone.start_s == pytest.approx(1000, abs=30)
    assert (alone.start_s + alone.end_s) / 2 < 1240
    assert 1240 <= (compared.start_s + compared.end_s) / 2 <= 1260


def test_what_other_channels_found_at_the_best_hit_is_evidence() -> None:
    ends: dict[Channel, float] = {"speech": 1250, "words": 1250, "screen": 1256, "visual": 1250}
    found = {channel: [hit(channel, A, 1240, end=end), hit(channel, A, 100, 0.5)] for channel, end in ends.items()}
    first = find_moments(found, limit=1, curves=source_of(curve_of((1200, 1300, 1.0))))[0]
    assert first.channels == ("speech", "words", "screen", "visual")
    assert len(first.evidence) == 4


def test_a_slide_is_anchored_where_the_course_is_highest() -> None:
    """It stands for a quarter of an hour, and is spoken about for a minute and a half."""
    slide = hit("screen", A, 600, end=1500, kind="screen", text="slide")
    found = first_moment([slide], curve_of((1200, 1300, 1.0)))
    assert found.start_s == pytest.approx(1200, abs=25)
    assert found.end_s == pytest.approx(1300, abs=25)


def test_a_slide_with_every_word_is_a_moment_as_long_as_it_stands() -> None:
    """Whatever is said elsewhere, and however near the rest of the course."""
    slide = hit("words", A, 600, 4.0, end=700, kind="screen", text="physics works")
    hits: dict[Channel, list[Hit]] = {
        "words": [slide, hit("words", A, 1240, 1.0, text="works")],
        "screen": [hit("screen", A, 600, 0.9, end=700, kind="screen", text="physics works")],
        "speech": [hit("speech", A, 1240, 0.9, text="works")],
    }
    curves = source_of(curve_of((1200, 1300, 1.0)))
    is_whole = "physics works".__eq__
    first = find_moments(hits, limit=9, has_every_word=is_whole, says_query=is_whole, curves=curves)[0]
    assert (first.start_s, first.end_s) == (600, 700)


def test_the_curves_of_all_spaces_count() -> None:
    """The hit is in the middle; likeness is high before it, words are high before it and after it."""
    before, after = curve_of((800, 900, 1.0)), replace(curve_of((900, 1000, 1.0)), channel="words")
    found = [first_moment([hit("speech", A, 895)], *curves) for curves in ((before,), (before, after))]
    assert found[0].end_s < found[1].end_s


@pytest.mark.parametrize("seed", range(25))
def test_each_end_is_a_boundary_within_ten_seconds_or_far_from_all(seed: int) -> None:
    """Passages are 20 to 60 seconds long, with gaps between them: some ends have a boundary near, some have none."""
    random = np.random.default_rng(seed)
    starts = np.cumsum(random.uniform(25, 90, 20)).round()
    ends = starts + random.uniform(20, 60, 20).round()
    passages = RelevanceCurve(starts, ends, random.normal(0, 1, 20))
    found = first_moment([hit("speech", A, starts[9], end=ends[9])], passages)
    boundaries = np.concatenate([starts, ends])
    for end in (found.start_s, found.end_s):
        assert np.any(boundaries == end) or np.abs(boundaries - end).min() >= 10


def test_a_sentence_begins_a_moment_too() -> None:
    """No other boundary is near: the points of the curve, without length, are a hundred seconds apart."""
    middles = np.arange(50.0, LENGTH_S, 100)
    curve = RelevanceCurve(middles, middles, np.where((middles > 400) & (middles < 700), 1.0, 0.0))
    bare = hit("speech", A, 520, 0.9, end=580, text="x" * 90)
    start_s = first_moment([bare], curve).start_s + 7
    sentences = ((0, start_s, start_s + 90), (40, start_s + 90, start_s + 180))
    assert first_moment([replace(bare, sentences=sentences)], curve).start_s == start_s


def test_the_place_of_the_best_hit_is_one_moment_wherever_in_the_window_it_is() -> None:
    """Two channels found it at the begin of four minutes; a passage at their end is a place of its own."""
    found: dict[Channel, list[Hit]] = {
        channel: [hit(channel, A, 1205, 0.9, end=1225), hit(channel, A, 1400, 0.5, end=1420)]
        for channel in ("speech", "words")
    }
    moments = find_moments(found, limit=9, curves=source_of(curve_of((1200, 1440, 1.0))))
    assert [moment.start_s for moment in moments] == [pytest.approx(1200, abs=20), 1400]
    assert [[one.rank for one in moment.evidence] for moment in moments] == [[1, 1], [2, 2]]
    assert moments[0].end_s > 1400


def test_a_moment_never_ends_where_it_begins() -> None:
    """Both ends have the same nearest boundary: that of a single frame."""
    found = find_moments({"visual": [hit("visual", A, 305, end=305)]}, limit=1)[0]
    assert found.start_s <= 305 <= found.end_s
    assert found.end_s > found.start_s


def test_a_hit_belongs_to_a_moment_that_holds_half_of_it() -> None:
    """The second moment is from 1000 to 1020; one that it holds less of is too near to be one of its own."""
    hits = [
        hit("speech", A, 440, 0.9),
        hit("speech", A, 1000, 0.8, end=1020),
        hit("speech", A, 1010, 0.7, end=1030),
        hit("speech", A, 1010.5, 0.6, end=1030.5),
    ]
    moments = find_moments({"speech": hits}, limit=9, curves=source_of(curve_of((400, 500, 1.0))))
    assert [[one.rank for one in moment.evidence] for moment in moments] == [[1], [2, 3]]
    assert (moments[1].start_s, moments[1].end_s) == (1000, 1020)


def test_a_neighbour_that_shares_a_sentence_is_a_moment_of_what_is_left_of_it() -> None:
    hits = [hit("speech", A, 440, 0.9), hit("speech", A, 1000, 0.8, end=1020), hit("speech", A, 1015, 0.7, end=1040)]
    moments = find_moments({"speech": hits}, limit=9, curves=source_of(curve_of((400, 500, 1.0))))
    assert [(moment.start_s, moment.end_s) for moment in moments[1:]] == [(1000, 1020), (1020, 1040)]


@pytest.mark.parametrize("channel", ["speech", "visual"])
def test_without_curves_the_hits_of_a_video_are_its_curve(channel: Channel) -> None:
    """Its neighbours score nearly as high as the best hit: the window grows over them."""
    near = [hit(channel, A, 800 + 10 * at, 0.9 if at == 3 else 0.8) for at in range(6)]
    far = [hit(channel, A, at, 0.1) for at in (100, 400, 1200, 1500)]
    found = find_moments({channel: [*near, *far]}, limit=1)[0]
    assert found.start_s == pytest.approx(800, abs=15)
    assert found.end_s == pytest.approx(860, abs=15)


SENTENCES = ((0, 440.0, 470.0), (10, 470.0, 640.0))  # of a passage that the window ends in


@pytest.mark.parametrize(("at", "end_s"), [(3, 500), (12, 640)], ids=["inside", "mostly outside"])
def test_a_window_holds_the_sentence_with_the_words(at: int, end_s: float) -> None:
    passage = hit("words", A, 440, 0.9, end=470, text="x" * 20, sentences=SENTENCES)
    found = find_moments(
        {"words": [passage]},
        limit=1,
        matches=lambda _: [Match(at, at + 1, frozenset({1}))],
        curves=source_of(curve_of((400, 500, 1.0))),
    )[0]
    assert found.end_s == pytest.approx(end_s, abs=10)


def test_the_only_place_with_every_word_is_in_the_first_moment_wherever_the_course_is_high() -> None:
    passage = hit("words", A, 1200, 0.9, end=1220, text="oven")
    hits: dict[Channel, list[Hit]] = {"words": [passage], "speech": [hit("speech", A, 400, 0.9)]}
    found = find_moments(hits, limit=1, has_every_word=bool, curves=source_of(curve_of((400, 500, 1.0))))[0]
    assert found.start_s <= 1200
    assert found.end_s >= 1220
    assert found.evidence[0].hit == passage


def test_a_phrase_is_a_moment_of_its_sentences() -> None:
    passage = hit(
        "speech", A, 440, 0.9, end=540, text="We sail. No oven is hot.", sentences=((0, 440, 450), (9, 450, 460))
    )
    curves = source_of(curve_of((400, 500, 1.0)))
    found = find_moments({"speech": [passage]}, limit=1, phrases=["no oven"], curves=curves)[0]
    assert (found.start_s, found.end_s) == (450, 460)
