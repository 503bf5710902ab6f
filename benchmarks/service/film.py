"""A film of two hours out of passages of lectures, each of them on a slide too, for the benchmark of the service."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle
from typing import Final

import polars as pl

FILM_S: Final = 7200.0


def two_hours(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Passages of lectures one after another, as one video, and as many slides with the same text."""
    parts: list[pl.DataFrame] = []
    until = 0.0
    for table in cycle(list(tables)):
        if until >= FILM_S:
            break
        parts.append(_later(table, until))
        until = float(parts[-1]["end_s"].to_list()[-1])
    speech = pl.concat(parts)
    return pl.concat([speech, speech.with_columns(pl.lit("screen").alias("channel"))])


def _later(table: pl.DataFrame, seconds: float) -> pl.DataFrame:
    """Points with all times moved."""
    times = [pl.col("start_s") + seconds, pl.col("end_s") + seconds]
    sentence = pl.element().struct.with_fields(pl.field("start_s") + seconds, pl.field("end_s") + seconds)
    return table.with_columns(*times, pl.col("sentences").list.eval(sentence))
