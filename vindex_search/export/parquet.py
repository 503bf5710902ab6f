"""Writes the rows of a table as Parquet, a row group at a time: no table is ever whole in memory."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable, Iterator
from queue import Full, Queue
from typing import IO, TYPE_CHECKING, Any, Final, cast

from vindex_search.export.columns import schema_of

if TYPE_CHECKING:
    import polars as pl

ROW_GROUP: Final = 4096  # rows: 6 MB of vectors with 384 numbers; readers want thousands
WAITING_PIECES: Final = 8  # of a file that nobody has taken yet; a piece is a page of a column, at most a row group
LOOK_EVERY_S: Final = 0.5  # at whether the reader has gone


class ReaderGone(Exception):
    """Nobody takes the rest of the file."""


def write_parquet(file: IO[bytes], table: str, rows: Iterable[pl.DataFrame]) -> None:
    """Write the rows of a table, frames with its schema, to an open file, in their order."""
    from polars.io.plugins import register_io_source

    def batches(
        columns: list[str] | None, _predicate: pl.Expr | None, _limit: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        for batch in rows:
            yield batch.select(columns) if columns else batch

    source = register_io_source(batches, schema=schema_of(table))
    source.sink_parquet(file, row_group_size=ROW_GROUP, maintain_order=True)


class ParquetStream:
    """A Parquet file as the pieces that are read of it, made by a thread that stays a few pieces ahead.

    Args:
        table: Its name.
        rows: Frames with the schema of the table.
    """

    def __init__(self, table: str, rows: Iterable[pl.DataFrame]) -> None:
        self._pieces: Queue[bytes | Exception | None] = Queue(WAITING_PIECES)
        self._gone = threading.Event()
        self._writer = threading.Thread(target=self._write, args=(table, rows), name="export", daemon=True)

    def read(self) -> bytes:
        """The next piece; empty at the end. Raises what making the file raised."""
        if self._writer.ident is None:
            self._writer.start()
        piece = self._pieces.get()
        if isinstance(piece, Exception):
            raise piece
        return piece or b""

    def close(self) -> None:
        """Let the thread stop where it is."""
        self._gone.set()

    def put(self, piece: bytes | Exception | None) -> None:
        """Hand on a piece when there is room; raises ReaderGone where it is not wanted any more."""
        while not self._gone.is_set():
            try:
                self._pieces.put(piece, timeout=LOOK_EVERY_S)
            except Full:
                continue
            return
        raise ReaderGone

    def _write(self, table: str, rows: Iterable[pl.DataFrame]) -> None:
        try:
            try:
                write_parquet(cast("IO[bytes]", _Pieces(self)), table, self._wanted(rows))
            except Exception as error:  # noqa: BLE001  # of whatever type, it is raised where the file is read
                self.put(error)
            else:
                self.put(None)
        except ReaderGone:
            pass

    def _wanted(self, rows: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The rows for as long as somebody takes them: polars reads on where a write has failed."""
        for batch in rows:
            if self._gone.is_set():
                return
            yield batch


class _Pieces(io.RawIOBase):
    """The file that is written to: each write is a piece."""

    def __init__(self, stream: ParquetStream) -> None:
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._stream.put(bytes(data))
        return len(data)
