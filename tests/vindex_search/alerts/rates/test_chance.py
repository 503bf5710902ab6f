from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.alerts.rates.chance import (
    MIN_VIDEOS,
    Background,
    in_a_share,
    share_of_library,
    without_answers,
)
from vindex_search.ranking.calibration.distribution import NullDistribution

SCORES = np.linspace(0.1, 0.5, 130)
LIBRARY = NullDistribution(scores={"likeness": SCORES}, token_counts={}, text_count=1000, video_count=10)
NONE = np.array([])


@given(p=st.floats(0, 1), share=st.floats(0.001, 3))
def test_a_chance_is_a_probability(p: float, share: float) -> None:
    assert 0 <= in_a_share(p, share) <= 1


def test_the_chance_of_all_parts_is_that_of_the_whole() -> None:
    part = in_a_share(0.3, 0.1)
    assert 1 - (1 - part) ** 10 == pytest.approx(0.3)


def test_a_longer_video_has_the_greater_chance() -> None:
    chances = [Background(LIBRARY, NONE).chance({"likeness": 0.49}, share) for share in (0.01, 0.1, 1.0)]
    assert chances == sorted(chances, key=lambda one: one or 0)
    assert chances[0] != chances[2]


def test_a_search_that_is_a_little_like_every_video_needs_more() -> None:
    usual = LIBRARY.strength({"likeness": 0.48})
    assert usual is not None
    own = Background(LIBRARY, np.full(MIN_VIDEOS, usual)).chance({"likeness": 0.48}, 0.1)
    library = Background(LIBRARY, NONE).chance({"likeness": 0.48}, 0.1)
    assert own is not None
    assert library is not None
    assert own > library


def test_few_videos_say_nothing_of_a_search() -> None:
    few = Background(LIBRARY, np.full(MIN_VIDEOS - 1, 9.0))
    assert few.chance({"likeness": 0.48}, 0.1) == Background(LIBRARY, NONE).chance({"likeness": 0.48}, 0.1)


def test_nothing_is_said_without_a_signal() -> None:
    assert Background(LIBRARY, NONE).chance({}, 0.1) is None


def test_videos_that_answer_are_no_background() -> None:
    assert len(without_answers([{"likeness": 0.2}, {"likeness": 2.0}], LIBRARY)) == 1


@pytest.mark.parametrize(("texts", "share"), [(100, 0.1), (0, 0.1)])
def test_the_share_of_a_video_is_by_its_texts(texts: int, share: float) -> None:
    assert share_of_library(texts, LIBRARY) == share
