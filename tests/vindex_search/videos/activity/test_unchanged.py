"""unchanged: how long values have stayed the same."""

from __future__ import annotations

from vindex_search.videos.activity.unchanged import Unchanged


def test_a_value_ages_from_the_first_look_at_it() -> None:
    seen: Unchanged[str, int] = Unchanged()
    assert seen.look({"a": 1}, now=100.0) == {"a": 0.0}
    assert seen.look({"a": 1, "b": 1}, now=130.0) == {"a": 30.0, "b": 0.0}


def test_another_value_is_young_again() -> None:
    seen: Unchanged[str, int] = Unchanged()
    seen.look({"a": 1}, now=0.0)
    assert seen.look({"a": 2}, now=50.0) == {"a": 0.0}


def test_what_went_away_and_came_back_is_new() -> None:
    seen: Unchanged[str, int] = Unchanged()
    seen.look({"a": 1}, now=0.0)
    seen.look({}, now=10.0)
    assert seen.look({"a": 1}, now=50.0) == {"a": 0.0}
