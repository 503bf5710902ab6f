from __future__ import annotations

import pytest

from vindex_search.alerts.told import ToldMoment, untold


def moment(start_s: float, end_s: float) -> ToldMoment:
    return ToldMoment(id=f"mom_{start_s}", start_s=start_s, end_s=end_s, text="", channels=("speech",), chance=None)


@pytest.mark.parametrize("again", [moment(10, 20), moment(11, 21), moment(9.5, 19), moment(12, 15), moment(0, 60)])
def test_a_moment_whose_bounds_have_moved_is_the_same(again: ToldMoment) -> None:
    assert untold([again], [moment(10, 20)]) == []


@pytest.mark.parametrize("other", [moment(20.1, 30), moment(16, 26), moment(100, 110)])
def test_a_moment_elsewhere_is_another(other: ToldMoment) -> None:
    assert untold([other], [moment(10, 20)]) == [other]


def test_two_of_one_answer_that_overlap_are_one() -> None:
    assert untold([moment(10, 20), moment(11, 19)], []) == [moment(10, 20)]
