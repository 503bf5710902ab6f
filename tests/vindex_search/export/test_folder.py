"""An export as a folder, read by polars and DuckDB: whole files, again in place of the ones before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from vindex_search.export.columns import schema_of
from vindex_search.export.folder import write_folder
from vindex_search.export.moments import moment_rows
from vindex_search.export.table_names import TABLES


def video_rows(*titles: str) -> Iterator[pl.DataFrame]:
    schema = schema_of("videos")
    rows = [{**dict.fromkeys(schema), "title": title, "tags": ["a", "é"]} for title in titles]
    yield pl.DataFrame(rows, schema=schema)


@pytest.mark.parametrize("table", TABLES)
def test_polars_and_duckdb_read_every_table(tmp_path: Path, table: str) -> None:
    write_folder(tmp_path, {table: lambda: ()})
    assert pl.read_parquet(tmp_path / table / "*.parquet").schema == schema_of(table)
    columns = duckdb.execute(f"DESCRIBE SELECT * FROM '{tmp_path}/{table}/*.parquet'").fetchall()
    assert [column[0] for column in columns] == schema_of(table).names()


def test_values_are_read_back_by_another_reader(tmp_path: Path) -> None:
    write_folder(tmp_path, {"videos": lambda: video_rows("Ebbe & 潮")})
    assert duckdb.execute(f"SELECT title, tags FROM '{tmp_path}/videos/*.parquet'").fetchall() == [
        ("Ebbe & 潮", ["a", "é"])
    ]


def test_moments_have_their_rank_and_their_best_evidence(tmp_path: Path) -> None:
    shared = dict.fromkeys(schema_of("moments")) | {"channels": ["speech"]}
    found = [{**shared, "title": title, "evidence": [{"text": title.upper()}]} for title in ("a", "b")]
    write_folder(tmp_path, {"moments": lambda: [moment_rows("tides", found)]})
    read = duckdb.execute(f"SELECT query, rank, title, text FROM '{tmp_path}/moments/*.parquet'").fetchall()
    assert read == [("tides", 1, "a", "A"), ("tides", 2, "b", "B")]


def test_a_second_export_takes_the_place_of_the_first(tmp_path: Path) -> None:
    write_folder(tmp_path, {"videos": lambda: video_rows("a", "b")})
    write_folder(tmp_path, {"videos": lambda: video_rows("c")})
    assert pl.read_parquet(tmp_path / "videos" / "*.parquet")["title"].to_list() == ["c"]
    assert sorted(file.name for file in tmp_path.rglob("*") if file.is_file()) == ["README.md", "data.parquet"]


def test_an_export_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    def failing() -> Iterator[pl.DataFrame]:
        yield from video_rows("new")
        raise OSError("the store is gone")

    write_folder(tmp_path, {"videos": lambda: video_rows("old")})
    with pytest.raises(Exception, match="the store is gone"):
        write_folder(tmp_path, {"videos": failing})
    assert pl.read_parquet(tmp_path / "videos" / "*.parquet")["title"].to_list() == ["old"]


def test_the_card_of_somebody_else_is_kept(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Mine")
    with pytest.raises(ValueError, match="written by somebody else"):
        write_folder(tmp_path, {"videos": lambda: video_rows("a")})
    assert (tmp_path / "README.md").read_text() == "# Mine"
