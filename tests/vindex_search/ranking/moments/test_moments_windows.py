"""Which window becomes the first moment of a video, where its ends are, and which hits it holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tests.support.index.hits import hit
from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit
from vindex_search.models.encoders import Match
from vindex_search.ranking.moments import Moment, find_moments
from vindex_search.ranking.relevance_curve import CurveSource, RelevanceCurve
from vindex_search.ranking.windows import WindowContrast

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


@pytest.mark.parametrize(("height", "middle"), [(1.0, 1250), (0.8, 1250), (0.76, 450), (0.5, 450)])
def test_the_window_around_the_best_hit_is_preferred_from_three_quarters_of_the_contrast_on(
    height: float, middle: float
) -> None:
    """Over the mean of the video, 0.8 is 78 % of the other plateau's height, and 0.76 is 74 %."""
    hits = [hit("speech", A, 1240, 0.9), hit("speech", A, 440, 0.8)]
    found = first_moment(hits, curve_of((400, 500, 1.0), (1200, 1300, height)))
    assert (found.start_s + found.end_s) / 2 == pytest.approx(middle, abs=5)
    assert found.end_s - found.start_s == pytest.approx(100, abs=5)
    assert found.score == pytest.approx(1 / 3)  # that of the best hit, wherever the window is


def test_a_window_without_hits_gives_way_to_the_best_hit() -> None:
    found = first_moment([hit("speech", A, 1240, 0.9)], curve_of((400, 500, 1.0), (1200, 1300, 0.3)))
    assert (found.start_s, found.end_s) == (1240, 1250)


def test_the_range_of_the_best_hit_holds_what_other_channels_found_there() -> None:
    """Its score counts them, so they are its evidence."""
    curve = curve_of((400, 500, 1.0), (1200, 1300, 0.3))
    ends: dict[Channel, float] = {"speech": 1250, "words": 1250, "screen": 1256, "visual": 1250}
    found = {channel: [hit(channel, A, 1240, end=end), hit(channel, A, 1100, 0.5)] for channel, end in ends.items()}
    first = find_moments(found, limit=1, curves=source_of(curve))[0]
    assert (first.start_s, first.end_s) == (1240, 1250)
    assert first.channels == ("speech", "words", "screen", "visual")
    assert len(first.evidence) == 4


def test_a_window_that_the_best_hit_does_not_touch_holds_the_hit_that_reaches_into_it() -> None:
    """Less than half of it: a long slide."""
    hits = [hit("speech", A, 1240, 0.9), hit("speech", A, 100, 0.8, end=520), hit("speech", A, 495, 0.7, end=900)]
    found = first_moment(hits, curve_of((400, 500, 1.0), (1200, 1300, 0.3)))
    assert [one.rank for one in found.evidence] == [2]
    assert found.start_s == pytest.approx(400, abs=5)


def test_the_curves_of_all_spaces_count() -> None:
    """The best hit is late, and two of three spaces agree on the earlier place."""
    hits = [hit("speech", A, 1240, 0.9), hit("speech", A, 440, 0.8)]
    early, late = curve_of((400, 500, 1.0)), curve_of((1200, 1300, 1.0))
    assert first_moment(hits, late, early, early).start_s == pytest.approx(400, abs=5)
    assert first_moment(hits, late, early).start_s == pytest.approx(1200, abs=5)


@pytest.mark.parametrize("seed", range(25))
def test_each_end_is_moved_to_the_nearest_boundary_within_ten_seconds(seed: int) -> None:
    """Passages are 20 to 60 seconds long, with gaps between them: some ends have a boundary near, some have none."""
    random = np.random.default_rng(seed)
    starts = np.cumsum(random.uniform(25, 90, 20)).round()
    ends = starts + random.uniform(20, 60, 20).round()
    passages = RelevanceCurve(starts, ends, random.normal(0, 1, 20))
    window = WindowContrast(passages.sample(int(ends.max()) + 1)).best()
    middle = (window.start_s + window.end_s) / 2
    found = first_moment([hit("speech", A, middle - 1, end=middle + 1)], passages)
    boundaries = np.concatenate([starts, ends, [middle - 1, middle + 1]])

    def moved(end: float) -> float:
        nearest = min(boundaries, key=lambda boundary: abs(boundary - end))
        return float(nearest) if abs(nearest - end) <= 10 else end

    assert (found.start_s, found.end_s) == (moved(window.start_s), moved(window.end_s))


def test_a_sentence_begins_a_moment_too() -> None:
    """The points of the curve, without length, are farther from the window's begin than the sentence."""
    middles = np.arange(50.0, LENGTH_S, 100)
    curve = RelevanceCurve(middles, middles, np.where((middles > 400) & (middles < 700), 1.0, 0.0))
    window = WindowContrast(curve.sample(int(middles[-1]) + 1)).best()
    assert min(abs(middles - window.start_s)) > 10
    sentences = ((0, window.start_s + 7.0, window.start_s + 30.0), (40, window.start_s + 30.0, window.end_s + 200.0))
    passage = hit("speech", A, window.start_s - 100, 0.9, end=window.end_s + 200, text="x" * 90, sentences=sentences)
    assert first_moment([passage], curve).start_s == window.start_s + 7


def test_a_moment_never_ends_where_it_begins() -> None:
    """Both ends have the same nearest boundary: that of a single frame."""
    found = find_moments({"visual": [hit("visual", A, 305, end=305)]}, limit=1)[0]
    assert found.start_s <= 305 <= found.end_s
    assert found.end_s - found.start_s == 10


def test_a_hit_belongs_to_a_moment_that_holds_half_of_it() -> None:
    """The second moment is from 1000 to 1020; one that it holds less of neither belongs to it nor is one of its own."""
    hits = [
        hit("speech", A, 440, 0.9),
        hit("speech", A, 1000, 0.8, end=1020),
        hit("speech", A, 1010, 0.7, end=1030),
        hit("speech", A, 1010.5, 0.6, end=1030.5),
    ]
    moments = find_moments({"speech": hits}, limit=9, curves=source_of(curve_of((400, 500, 1.0))))
    assert [[one.rank for one in moment.evidence] for moment in moments] == [[1], [2, 3]]
    assert (moments[1].start_s, moments[1].end_s) == (1000, 1020)


def test_of_hits_that_reach_out_the_best_one_that_it_touches_is_held() -> None:
    """None has half of itself in the window of a hundred seconds."""
    hits = [hit("speech", A, 420, 0.9, end=1420), hit("speech", A, 100, 0.8, end=520)]
    found = first_moment(hits, curve_of((400, 500, 1.0)))
    assert [one.rank for one in found.evidence] == [1]
    assert found.start_s == pytest.approx(400, abs=5)


@pytest.mark.parametrize("channel", ["speech", "visual"])
def test_without_curves_the_hits_of_a_video_are_its_curve(channel: Channel) -> None:
    """Six neighbours with half the score of the best hit outweigh it: a window over them has the higher contrast."""
    near = [hit(channel, A, 800 + 10 * at, 0.8) for at in range(6)]
    far = [hit(channel, A, at, 0.1) for at in (100, 400, 1500)]
    found = find_moments({channel: [hit(channel, A, 1200, 0.9), *near, *far]}, limit=1)[0]
    assert found.start_s == pytest.approx(800, abs=10)
    assert found.end_s == pytest.approx(860, abs=10)


SENTENCES = ((0, 440.0, 470.0), (10, 470.0, 540.0))  # of a passage that the window ends in


@pytest.mark.parametrize(("at", "end_s"), [(3, 500), (12, 540)], ids=["inside", "mostly outside"])
def test_a_window_holds_the_sentence_with_the_words(at: int, end_s: float) -> None:
    passage = hit("words", A, 440, 0.9, end=540, text="x" * 20, sentences=SENTENCES)
    found = find_moments(
        {"words": [passage]},
        limit=1,
        matches=lambda _: [Match(at, at + 1, frozenset({1}))],
        curves=source_of(curve_of((400, 500, 1.0))),
    )[0]
    assert found.end_s == pytest.approx(end_s, abs=10)


def test_the_only_place_with_every_word_is_a_moment_wherever_the_window_is() -> None:
    passage = hit("words", A, 1200, 0.9, end=1220, text="oven")
    hits: dict[Channel, list[Hit]] = {"words": [passage], "speech": [hit("speech", A, 400, 0.9)]}
    found = find_moments(hits, limit=1, has_every_word=bool, curves=source_of(curve_of((400, 500, 1.0))))[0]
    assert (found.start_s, found.end_s) == (1200, 1220)


def test_a_phrase_is_a_moment_of_its_sentences() -> None:
    passage = hit(
        "speech", A, 440, 0.9, end=540, text="We sail. No oven is hot.", sentences=((0, 440, 450), (9, 450, 460))
    )
    curves = source_of(curve_of((400, 500, 1.0)))
    found = find_moments({"speech": [passage]}, limit=1, phrases=["no oven"], curves=curves)[0]
    assert (found.start_s, found.end_s) == (450, 460)
