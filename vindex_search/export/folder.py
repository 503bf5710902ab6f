"""An export as a folder: its card, and one folder with a Parquet file for each table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vindex_search.export.card import data_card
from vindex_search.export.parquet import write_parquet

if TYPE_CHECKING:
    import polars as pl

CARD: Final = "README.md"
DATA_FILE: Final = "data.parquet"


def write_folder(folder: Path, tables: Mapping[str, Callable[[], Iterable[pl.DataFrame]]]) -> dict[str, int]:
    """Write the tables, by name what gives their rows, and then the card; returns the number of rows of each.

    A file takes the place of an earlier export's when it is whole; other files in the folder are kept.

    Raises:
        ValueError: the folder holds a card that no export wrote.
        OSError: the folder cannot be written to.
    """
    _require_own(folder)
    counts = {name: _write_table(folder, name, rows) for name, rows in tables.items()}
    _replace(folder / CARD, data_card(counts).encode())
    return counts


def _require_own(folder: Path) -> None:
    card = folder / CARD
    if card.exists() and b"pretty_name: vindex library" not in card.read_bytes():
        raise ValueError(
            f"{card} was written by somebody else; allowed is a folder without it, or of an earlier export"
        )


def _write_table(folder: Path, name: str, rows: Callable[[], Iterable[pl.DataFrame]]) -> int:
    """Write one table; returns the number of its rows."""
    import polars as pl

    path = folder / name / DATA_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{DATA_FILE}.part")
    try:
        with partial.open("wb") as file:
            write_parquet(file, name, rows())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    rows_written: int = pl.scan_parquet(path).select(pl.len()).collect().item()
    return rows_written


def _replace(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(data)
    partial.replace(path)
