"""Pictures: bars with their labels, lines where growth is measured, the same bytes for the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.harness.case import Case, Goal
from benchmarks.harness.page.colours import MISSED, OUR_COLOUR, REACHED
from benchmarks.harness.page.plot import draw
from benchmarks.harness.sample import Sample
from tests.support.benchmarks.samples import WALL_GOAL, beside_a_script, case_of, growing, in_rounds


def drawn(folder: Path, samples: Sequence[Sample], goals: tuple[Goal, ...] = (WALL_GOAL,)) -> str:
    case: Case = case_of(samples, goals)
    draw(case, samples, folder / "film.svg")
    return (folder / "film.svg").read_text(encoding="utf-8")


def texts(svg: str) -> list[str]:
    return [str(one.text) for one in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_the_same_figures_give_the_same_bytes(tmp_path: Path) -> None:
    assert drawn(tmp_path / "a", beside_a_script()) == drawn(tmp_path / "b", beside_a_script())


def test_a_bar_has_its_contestant_figure_and_ratio(tmp_path: Path) -> None:
    found = texts(drawn(tmp_path, beside_a_script()))
    assert {"vindex", "script", "2.2 · vindex 0.5x", "wall (s)", "goal wall / script <= 0.9"} <= set(found)


def test_subjects_are_named_where_there_are_several(tmp_path: Path) -> None:
    samples = [*in_rounds([1.0], subject="short"), *in_rounds([3.0], subject="long")]
    assert {"short: vindex", "long: vindex"} <= set(texts(drawn(tmp_path, samples)))


def test_a_goal_that_is_reached_is_green(tmp_path: Path) -> None:
    svg = drawn(tmp_path, beside_a_script())
    assert REACHED in svg
    assert MISSED not in svg


def test_a_goal_that_is_missed_is_red(tmp_path: Path) -> None:
    assert MISSED in drawn(tmp_path, in_rounds([2.0]) + in_rounds([2.0], contestant="script"))


def test_growth_is_a_line_with_its_exponent_and_goal(tmp_path: Path) -> None:
    found = texts(drawn(tmp_path, growing(0.5), (Goal(metric="wall", at_most=20),)))
    assert {"vindex: size^0.50", "goal wall <= 20"} <= set(found)


def test_each_metric_of_the_goals_has_a_panel(tmp_path: Path) -> None:
    goals = (Goal(metric="wall", at_most=20), Goal(metric="memory", at_most=20))
    samples = growing(0.5) + growing(1.0, metric="memory")
    assert {"wall (s)", "memory (s)"} <= set(texts(drawn(tmp_path, samples, goals)))


def test_our_bars_stand_out_on_white(tmp_path: Path) -> None:
    svg = drawn(tmp_path, beside_a_script())
    assert OUR_COLOUR in svg
    assert "#ffffff" in svg


def test_no_figures_but_zero_can_be_drawn(tmp_path: Path) -> None:
    assert "vindex" in texts(drawn(tmp_path, in_rounds([0.0]), ()))
