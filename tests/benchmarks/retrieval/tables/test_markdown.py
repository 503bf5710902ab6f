"""Markdown: percentages with intervals, lengths where there are any."""

from __future__ import annotations

from benchmarks.retrieval.tables.markdown import markdown
from benchmarks.retrieval.tables.rows import make_row


def test_lengths_of_truths_stand_above_those_of_answers() -> None:
    rows = [make_row("ours", [{"hit@1": 1.0}], [20, 20]), make_row("none", [{"hit@1": 0.0}])]
    assert markdown(rows, (16, 39, 63)).splitlines() == [
        "|  | hit@1 | length, s: 10th / median / 90th |",
        "|---|---|---|",
        "| truth |  | 16 / 39 / 63 |",
        "| ours | 100.0 (100-100) | 20 / 20 / 20 |",
        "| none | 0.0 (0-0) |  |",
    ]


def test_a_table_without_lengths_has_no_column_of_them() -> None:
    assert markdown([make_row("ours", [{"in all": 0.5}])]).splitlines()[0] == "|  | in all |"
