"""What a hit may grow into: the anchor of the windows, and the courses that judge them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.index.hits import hit
from vindex_search.contract.ids import RANKED_CHANNELS
from vindex_search.index.types import Hit
from vindex_search.ranking.fusion import rank_hits
from vindex_search.ranking.growth import candidate_windows
from vindex_search.ranking.relevance_curve import STEP_S, RelevanceCurve
from vindex_search.ranking.video_hits import VideoHits, top_videos
from vindex_search.ranking.windows.windows import Courses, WindowGrid

STARTS = np.arange(0.0, 1000, 20)
SPOKEN = RelevanceCurve(STARTS, STARTS + 20, np.where(STARTS == 500, 1.0, 0.0))
SAID = RelevanceCurve(np.array([300.0]), np.array([320.0]), np.array([4.0]), "words")


def video_of(*hits: Hit) -> VideoHits:
    found = {channel: [one for one in hits if one.channel == channel] for channel in RANKED_CHANNELS}
    return top_videos(rank_hits(found), 1)[0]


def windows(*curves: RelevanceCurve, around: Hit, others: tuple[Hit, ...] = ()) -> tuple[WindowGrid, Courses]:
    return candidate_windows(video_of(around, *others), curves, around)


def shared(grid: WindowGrid) -> tuple[float, float]:
    """The range that every window holds."""
    return float(grid.starts.max()), float(grid.ends.min())


def test_windows_hold_the_middle_of_a_passage() -> None:
    begin, end = shared(windows(SPOKEN, around=hit("speech", start=200, end=230))[0])
    assert begin <= 215 <= end


def test_windows_of_a_slide_hold_the_second_that_it_is_spoken_about() -> None:
    slide = hit("screen", start=100, end=900, kind="screen")
    begin, end = shared(windows(SPOKEN, around=slide)[0])
    assert begin <= 510 <= end


def test_each_course_is_high_where_its_curve_is() -> None:
    courses = windows(SPOKEN, SAID, around=hit("speech", start=200, end=230))[1]
    assert int(courses.likeness.argmax()) * STEP_S == pytest.approx(510, abs=5)
    assert int(courses.words.argmax()) * STEP_S == pytest.approx(310, abs=5)


def test_hits_stand_for_the_curves_that_are_missing() -> None:
    others = (hit("words", start=300, end=320), hit("words", start=700, score=0.2))
    passage = hit("speech", start=200, end=230)
    by_words = windows(SPOKEN, around=passage, others=others)[1]
    assert int(by_words.words.argmax()) * STEP_S == pytest.approx(310, abs=5)
    by_hits = windows(SAID, around=passage, others=(*others, hit("speech", start=900, score=0.1)))[1]
    assert int(by_hits.likeness.argmax()) * STEP_S == pytest.approx(215, abs=5)


def test_a_query_without_words_has_no_course_of_words() -> None:
    assert not windows(SPOKEN, around=hit("speech", start=200, end=230))[1].words.any()
