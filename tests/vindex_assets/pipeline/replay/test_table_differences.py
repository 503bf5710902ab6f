"""table_differences: rows, columns, the largest difference of numbers, texts that differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from vindex_assets.pipeline.replay import table_differences as differences
from vindex_assets.pipeline.replay.table_differences import largest_difference, table_differences


def lines(folder: Path, before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    before.write_parquet(folder / "before.parquet")
    after.write_parquet(folder / "after.parquet")
    return list(table_differences(folder / "before.parquet", folder / "after.parquet"))


def test_equal_tables_have_none_whatever_is_missing_in_them(tmp_path: Path) -> None:
    table = pl.DataFrame({"a": [1.0, None, float("nan")], "b": [["x"], None, []], "c": [b"1", None, b""]})
    assert lines(tmp_path, table, table) == []


def test_vectors_differ_by_their_largest_number(tmp_path: Path) -> None:
    def vectors(last: float) -> pl.DataFrame:
        return pl.DataFrame({"v": pl.Series([[0.1, 0.2], [0.3, last]], dtype=pl.Array(pl.Float64, 2))})

    assert lines(tmp_path, vectors(0.4), vectors(0.45)) == ["column v: 1 of 2 rows differ, by 0.05 at most"]


def test_columns_and_types_are_compared(tmp_path: Path) -> None:
    before, after = pl.DataFrame({"a": [1], "b": [2]}), pl.DataFrame({"b": ["2"], "c": [3]})
    assert lines(tmp_path, before, after) == [
        "column a: Int64 stored, absent now",
        "column b: Int64 stored, String now",
        "column c: absent stored, Int64 now",
    ]


def test_of_many_texts_the_first_are_shown_with_their_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "ROWS_AT_ONCE", 3)
    before = pl.DataFrame({"t": [str(at) for at in range(10)]})
    after = before.with_columns(pl.when(pl.col("t").cast(int) >= 5).then(pl.lit("z")).otherwise(pl.col("t")).alias("t"))
    first, *texts = lines(tmp_path, before, after)
    assert first == "column t: 5 of 10 rows differ"
    assert texts == [f"  row {at}: '{at}' stored, 'z' now" for at in (5, 6, 7)]


def test_rows_beyond_the_shorter_table_are_counted_alone(tmp_path: Path) -> None:
    assert lines(tmp_path, pl.DataFrame({"a": [1, 2]}), pl.DataFrame({"a": [1]})) == ["rows: 2 stored, 1 now"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(1, 4.5, 3.5), ([1.0, [2.0]], [1.0, [5.0]], 3.0), ("a", "b", 0.0), (None, 3.0, 0.0), ([], [], 0.0)],
)
def test_the_largest_difference_is_of_numbers_at_the_same_place(before: Any, after: Any, expected: float) -> None:
    assert largest_difference(before, after) == expected
