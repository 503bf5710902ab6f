"""Parquet that is streamed: whole for whoever reads it all, stopped for whoever leaves, broken where rows fail."""

from __future__ import annotations

import io
from collections.abc import Iterator

import polars as pl
import pytest

from tests.support.concurrency.waiting import until
from vindex_search.export.columns import schema_of
from vindex_search.export.parquet import ROW_GROUP, ParquetStream, write_parquet

SCHEMA = schema_of("vectors")


def batches(count: int, rows: int = 256) -> Iterator[pl.DataFrame]:
    for number in range(count):
        empty = dict.fromkeys(SCHEMA)
        made = [{**empty, "id": f"{number}-{row}", "vector": [0.5] * 384} for row in range(rows)]
        yield pl.DataFrame(made, schema=SCHEMA)


def read_all(stream: ParquetStream) -> bytes:
    return b"".join(iter(stream.read, b""))


def test_a_stream_is_the_file_with_all_rows_in_their_order() -> None:
    found = pl.read_parquet(io.BytesIO(read_all(ParquetStream("vectors", batches(3)))))
    assert found.schema == SCHEMA
    assert found["id"].to_list() == [f"{number}-{row}" for number in range(3) for row in range(256)]


def test_a_table_without_rows_has_its_schema() -> None:
    found = pl.read_parquet(io.BytesIO(read_all(ParquetStream("vectors", ()))))
    assert (found.schema, len(found)) == (SCHEMA, 0)


def test_the_first_bytes_come_long_before_the_last_row_is_made() -> None:
    made = []

    def counted() -> Iterator[pl.DataFrame]:
        for number, batch in enumerate(batches(400)):
            made.append(number)
            yield batch

    stream = ParquetStream("vectors", counted())
    first = [stream.read() for _ in range(3)]
    assert all(first)
    assert len(made) < 200
    stream.close()


def test_whoever_leaves_stops_the_writer() -> None:
    stream = ParquetStream("vectors", batches(10_000))
    assert stream.read()
    stream.close()
    until(lambda: not stream._writer.is_alive())


def test_an_error_in_the_rows_is_raised_where_the_file_is_read() -> None:
    def failing() -> Iterator[pl.DataFrame]:
        yield from batches(1)
        raise OSError("the store is gone")

    with pytest.raises(Exception, match="the store is gone"):
        read_all(ParquetStream("vectors", failing()))


def test_a_row_group_has_a_bounded_number_of_rows() -> None:
    file = io.BytesIO()
    write_parquet(file, "vectors", batches(40))
    groups = _duckdb_row_groups(file.getvalue())
    assert sum(groups) == 40 * 256
    assert max(groups) <= ROW_GROUP


def _duckdb_row_groups(data: bytes) -> list[int]:
    """The rows of each row group, as another reader counts them."""
    import tempfile

    import duckdb

    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(data)
        file.flush()
        query = f"SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('{file.name}')"
        return [rows for _, rows in duckdb.execute(query).fetchall()]
