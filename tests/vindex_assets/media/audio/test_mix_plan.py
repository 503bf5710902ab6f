"""mix_plan: which section holds a position, and which runs are one."""

from __future__ import annotations

from vindex_assets.media.audio.mix_plan import MixPlan, PhaseRun, SectionPlan, joined

NAMES = ("left", "right")


def run(begin_s: float, end_s: float, *sources: int) -> PhaseRun:
    return PhaseRun(begin_s, end_s, begin_s, sources)


def test_a_section_holds_its_begin_and_not_its_end() -> None:
    plan = MixPlan((SectionPlan(1.0, 2.0, 1.0, NAMES), SectionPlan(2.0, 3.0, 2.0, NAMES)))
    found = [plan.at(second) for second in (0.9, 1.0, 2.0, 3.0)]
    assert found == [None, plan.sections[0], plan.sections[1], None]


def test_a_section_changes_the_mix_by_its_runs_or_its_live_channels() -> None:
    plain = SectionPlan(0.0, 9.0, 0.0, NAMES)
    assert not plain.changes_mix
    assert SectionPlan(0.0, 9.0, 0.0, NAMES, runs=(run(0, 9, 0, 0),)).changes_mix
    assert SectionPlan(0.0, 9.0, 0.0, NAMES, live=(0,)).changes_mix


def test_runs_of_the_same_sources_are_one_over_a_short_gap() -> None:
    assert joined([run(0, 3, 0, 0), run(4, 6, 0, 0)], max_gap_s=1) == [run(0, 6, 0, 0)]
    assert len(joined([run(0, 3, 0, 0), run(4.5, 6, 0, 0)], max_gap_s=1)) == 2
    assert len(joined([run(0, 3, 0, 0), run(3, 6, 1, 1)], max_gap_s=1)) == 2
