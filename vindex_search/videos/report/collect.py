"""Bring the tables of the report up to date: read what is new of the histories, and the videos that may differ.

Read are the histories of videos with a marked try: all of each, so that a try whose process was killed before it was
marked is found with the next one. Read again are these videos, and those that were neither indexed nor cancelled: a
retry changes them without a try. Where there are no tables, every history is read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

import polars as pl

from vindex_search.storage.runs import unreported
from vindex_search.storage.runs.history import list_attempts
from vindex_search.storage.store import Store
from vindex_search.videos.report.facts import Row, attempt_row, video_row
from vindex_search.videos.report.tables import (
    ATTEMPT_KEY,
    ATTEMPTS_SCHEMA,
    VIDEOS_SCHEMA,
    ReportTables,
    empty_tables,
    read_tables,
    write_tables,
)

AT_ONCE: Final = 16  # requests: on S3 they wait for the network
SETTLED: Final = ("indexed", "cancelled")

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Collected:
    """The tables, and how much was read for them.

    Attributes:
        tables: As they are in the store now.
        attempts: Tries that were read.
        videos: Videos that were read.
    """

    tables: ReportTables
    attempts: int
    videos: int


def collect(store: Store, *, anew: bool = False) -> Collected:
    """Read what is new, write the tables, and remove the marks of what was read.

    Args:
        store: The library.
        anew: Whether to read every history, whatever the tables hold.
    """
    marks, known = unreported.list_marked(store.root), None if anew else read_tables(store)
    registered = set(store.video_ids())
    tried = registered if known is None else registered & {video_id for video_id, _ in marks}
    known = known or empty_tables()
    attempts = [row for rows in _parallel(partial(_history, store), tried) for row in rows]
    videos = list(filter(None, _parallel(partial(video_row, store), _to_read(attempts, known, registered))))
    tables = _merged(known, attempts, videos, registered)
    write_tables(store, tables)
    list(_parallel(lambda mark: unreported.clear(store.root, [mark]), marks))
    return Collected(tables, len(attempts), len(videos))


def _to_read(attempts: list[Row], known: ReportTables, registered: Set[str]) -> set[str]:
    """The videos that were worked on since, and those whose status may change without a try."""
    unsettled = known.videos.filter(~pl.col("status").is_in(SETTLED))["video_id"]
    return {row["video_id"] for row in attempts} | (registered & {*unsettled})


def _merged(known: ReportTables, attempts: list[Row], videos: list[Row], registered: Collection[str]) -> ReportTables:
    """The tables with new rows, which take the place of older ones, and without videos that are gone."""
    new_attempts = pl.DataFrame(attempts, schema=ATTEMPTS_SCHEMA)
    new_videos = pl.DataFrame(videos, schema=VIDEOS_SCHEMA)
    there = pl.Series("video_id", sorted(registered), dtype=pl.String()).to_frame()
    return ReportTables(
        _replaced(known.attempts, new_attempts, ATTEMPT_KEY).join(there, on="video_id", how="semi"),
        _replaced(known.videos, new_videos, ("video_id",)).join(there, on="video_id", how="semi"),
    )


def _replaced(old: pl.DataFrame, new: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    return pl.concat([old.join(new, on=list(key), how="anti"), new])


def _history(store: Store, video_id: str) -> list[Row]:
    return [attempt_row(video_id, attempt) for attempt in list_attempts(store, video_id)]


def _parallel(read: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(read, items)
