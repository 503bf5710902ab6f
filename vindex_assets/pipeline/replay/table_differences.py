"""In what two Parquet tables differ: rows, columns, and column by column the values at the same place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import polars as pl

ROWS_AT_ONCE: Final = 256  # pictures of long films do not fit into memory
MAX_TEXTS: Final = 3  # of a column that are shown
MAX_TEXT_LENGTH: Final = 60  # characters of each


@dataclass(slots=True)
class ColumnDifference:
    """What differs in one column.

    Attributes:
        rows: Rows whose values differ.
        largest: The largest difference of two numbers at the same place.
        texts: The first texts that differ: row, stored, now.
    """

    rows: int = 0
    largest: float = 0.0
    texts: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, row: int, before: Any, after: Any) -> None:
        """Count two values at the same place that differ."""
        self.rows += 1
        self.largest = max(self.largest, largest_difference(before, after))
        if isinstance(before, str) and isinstance(after, str) and len(self.texts) < MAX_TEXTS:
            self.texts.append((row, before, after))

    def lines(self, column: str, rows: int) -> Iterator[str]:
        """The difference in words."""
        largest = f", by {self.largest:.3g} at most" if self.largest else ""
        yield f"column {column}: {self.rows} of {rows} rows differ{largest}"
        for row, before, after in self.texts:
            yield f"  row {row}: {_shown(before)} stored, {_shown(after)} now"


def table_differences(before: Path, after: Path) -> Iterator[str]:
    """In what two tables differ, a line each; nothing where all values are the same."""
    import polars as pl

    stored, now = pl.scan_parquet(before), pl.scan_parquet(after)
    rows = [int(table.select(pl.len()).collect().item()) for table in (stored, now)]
    if rows[0] != rows[1]:
        yield f"rows: {rows[0]} stored, {rows[1]} now"
    types = [dict(table.collect_schema()) for table in (stored, now)]
    for column in dict.fromkeys((*types[0], *types[1])):
        if types[0].get(column) != types[1].get(column):
            yield f"column {column}: {types[0].get(column, 'absent')} stored, {types[1].get(column, 'absent')} now"
        else:
            yield from _column_lines(stored, now, column, min(rows))


def _column_lines(stored: pl.LazyFrame, now: pl.LazyFrame, column: str, rows: int) -> Iterator[str]:
    found = ColumnDifference()
    for start in range(0, rows, ROWS_AT_ONCE):
        parts = [table.select(column).slice(start, ROWS_AT_ONCE).collect()[column].to_list() for table in (stored, now)]
        for offset, (before, after) in enumerate(zip(*parts, strict=False)):
            if not _same(before, after):
                found.add(start + offset, before, after)
    if found.rows:
        yield from found.lines(column, rows)


def largest_difference(before: Any, after: Any) -> float:
    """The largest difference of two numbers at the same place, in lists too; 0 where there are none to compare."""
    if isinstance(before, list) and isinstance(after, list):
        return max(map(largest_difference, before, after), default=0.0)
    if isinstance(before, int | float) and isinstance(after, int | float):
        return abs(float(before) - float(after))
    return 0.0


def _same(before: Any, after: Any) -> bool:
    return bool(before == after) or (_is_nan(before) and _is_nan(after))


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _shown(text: str) -> str:
    return repr(text if len(text) <= MAX_TEXT_LENGTH else f"{text[:MAX_TEXT_LENGTH]}…")
