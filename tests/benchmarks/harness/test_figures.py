"""Ratios are taken within a round; each goal gets a verdict."""

from __future__ import annotations

from benchmarks.harness.case import Goal
from benchmarks.harness.figures import judge, ratio
from benchmarks.harness.ratios import Spread
from tests.support.benchmarks.samples import WALL_GOAL, beside_a_script, in_rounds, sample


def test_a_slow_round_changes_no_ratio() -> None:
    assert ratio(beside_a_script(), "film", "wall", "vindex", "script") == Spread(0.5, 0.5, 0.5)


def test_rounds_that_one_contestant_missed_are_left_out() -> None:
    samples = in_rounds([1.0, 9.0]) + in_rounds([2.0], contestant="script")
    assert ratio(samples, "film", "wall", "vindex", "script") == Spread(0.5, 0.5, 0.5)


def test_contestants_that_never_met_have_no_ratio() -> None:
    samples = [sample(1.0, round_=0), sample(2.0, contestant="script", round_=1)]
    assert ratio(samples, "film", "wall", "vindex", "script") is None


def test_nothing_is_divided_by_zero() -> None:
    samples = in_rounds([1.0, 1.0]) + in_rounds([0.0, 2.0], contestant="script")
    assert ratio(samples, "film", "wall", "vindex", "script") == Spread(0.5, 0.5, 0.5)


def test_a_goal_without_a_subject_is_judged_for_each() -> None:
    samples = [*in_rounds([1.0], subject="short"), *in_rounds([3.0], subject="long")]
    verdicts = list(judge([Goal(metric="wall", at_most=2)], samples))
    assert [(one.subject, one.outcome) for one in verdicts] == [("short", "reached"), ("long", "missed")]


def test_a_goal_of_one_subject_is_judged_for_that() -> None:
    samples = [*in_rounds([1.0], subject="short"), *in_rounds([3.0], subject="long")]
    assert [one.subject for one in judge([Goal(metric="wall", at_most=2, subject="long")], samples)] == ["long"]


def test_the_median_decides() -> None:
    [verdict] = judge([Goal(metric="wall", at_most=2)], in_rounds([1.0, 9.0, 2.0]))
    assert verdict.outcome == "reached"


def test_a_goal_that_nothing_was_measured_for_is_said_to_be() -> None:
    [verdict] = judge([WALL_GOAL], in_rounds([1.0]))
    assert verdict.outcome == "not measured"
