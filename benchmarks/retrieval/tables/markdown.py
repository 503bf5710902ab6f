"""Rows as Markdown: percentages with their intervals in brackets, and the lengths of answers beside those of truths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from benchmarks.retrieval.tables.rows import Row

LENGTHS_HEADING: Final = "length, s: 10th / median / 90th"


def markdown(rows: Sequence[Row], truth_s: Sequence[float] = ()) -> str:
    """A table of rows.

    Args:
        rows: Of the same measures, at least one.
        truth_s: The percentiles of the lengths of the truths, for a row of their own; empty: none.
    """
    shows_lengths = any(row.lengths_s for row in rows)
    heading = ["", *rows[0].names, *([LENGTHS_HEADING] if shows_lengths else [])]
    truth = [["truth", *[""] * len(rows[0].names), _lengths(truth_s)]] if truth_s and shows_lengths else []
    body = [*truth, *(_cells(row, shows_lengths) for row in rows)]
    return "\n".join([_line(heading), "|" + "---|" * len(heading), *map(_line, body)])


def _cells(row: Row, shows_lengths: bool) -> list[str]:
    ends = zip(row.means, row.intervals, strict=True)
    figures = [f"{100 * mean:.1f} ({100 * low:.0f}-{100 * high:.0f})" for mean, (low, high) in ends]
    return [row.method, *figures, *([_lengths(row.lengths_s)] if shows_lengths else [])]


def _lengths(lengths_s: Sequence[float]) -> str:
    return " / ".join(f"{length:.0f}" for length in lengths_s)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
