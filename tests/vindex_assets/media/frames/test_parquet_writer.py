"""parquet_writer: any number of rows comes back from the files in order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from vindex_assets.media.frames.parquet_writer import ROWS_PER_FILE, FramesParquetWriter
from vindex_assets.media.frames.sampling import KeptFrame
from vindex_search.contract.tables import FRAMES_SCHEMA


def row(number: int) -> KeptFrame:
    return KeptFrame(number, float(number), number + 1.0, 0, 8, 8, 1 << 63, b"jpeg", np.zeros((8, 8, 3), np.uint8))


@pytest.mark.parametrize(
    ("rows", "files"), [(0, 1), (1, 1), (ROWS_PER_FILE, 1), (ROWS_PER_FILE + 1, 2), (3 * ROWS_PER_FILE, 3)]
)
def test_rows_come_back_in_order(rows: int, files: int, tmp_path: Path) -> None:
    writer = FramesParquetWriter(tmp_path / "frames")
    for number in range(rows):
        writer.add(row(number))
    writer.finish()
    table = pl.read_parquet(tmp_path / "frames" / "*.parquet")
    assert table.schema == FRAMES_SCHEMA
    assert table["frame_index"].to_list() == list(range(rows))
    assert writer.rows == rows
    assert len(list((tmp_path / "frames").iterdir())) == files


def test_a_folder_is_begun_anew(tmp_path: Path) -> None:
    for rows in (3 * ROWS_PER_FILE, 1):
        writer = FramesParquetWriter(tmp_path / "frames")
        for number in range(rows):
            writer.add(row(number))
        writer.finish()
    assert len(pl.read_parquet(tmp_path / "frames" / "*.parquet")) == 1
