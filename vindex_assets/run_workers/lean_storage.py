"""Makes Dagster's SQLite files cheap in a process that works on many runs; for one run a process Dagster's way is fine.

Each event of a run makes a new engine, which compiles its statement anew, and waits for the disk; each run reads the
hundred migration scripts of its event log some times. Here engines and scripts are kept, and the disk is waited for
when SQLite moves its log into the file. What a loss of power may cost are the last events, never the file: a run whose
end is lost is one whose worker is gone, its videos are asked for again, and their stamps say that they are done.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from contextlib import suppress
from functools import cache
from typing import Any, Final

from vindex_assets.run_workers.dagster_internals import sqlite_event_log, sqlite_run_storage

MAX_ENGINES: Final = 16  # each run has a file of its own
MAX_SCRIPTS: Final = 8  # of runs, events and schedules


@cache
def make_storage_lean() -> None:
    """For the rest of this process; to be called before an instance is opened."""
    from alembic.script import ScriptDirectory
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    scripts = Kept(
        ScriptDirectory.from_config, MAX_SCRIPTS, key=lambda config: config.get_main_option("script_location")
    )
    ScriptDirectory.from_config = scripts  # type: ignore[method-assign,assignment]  # what is read does not change
    for storage in (sqlite_event_log, sqlite_run_storage):
        storage.create_engine = Kept(storage.create_engine, MAX_ENGINES, key=str)  # type: ignore[attr-defined]
    event.listen(Engine, "connect", _wait_for_disk_less)


class Kept:
    """A function whose last results are kept, by a key of its first argument; from any thread.

    Args:
        make: The function.
        size: How many results are kept.
        key: What two calls have in common that have the same result.
    """

    def __init__(self, make: Any, size: int, *, key: Any) -> None:
        self._make, self._size, self._key = make, size, key
        self._results: OrderedDict[Any, Any] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, first: Any, **others: Any) -> Any:
        """The result for an argument."""
        key = self._key(first)
        with self._lock:
            if key not in self._results:
                self._results[key] = self._make(first, **others)
            self._results.move_to_end(key)
            while len(self._results) > self._size:
                self._results.popitem(last=False)
            return self._results[key]


def _open_beside(path: str) -> sqlite3.Connection:
    """A connection that stays: the last one that is closed has SQLite move its whole log into the file, and wait."""
    return sqlite3.connect(path, check_same_thread=False)


_beside: Final = Kept(_open_beside, MAX_ENGINES, key=str)


def _wait_for_disk_less(connection: Any, _record: object) -> None:
    """SQLite's `NORMAL`: with a write-ahead log the file is whole after a loss of power, and commits do not wait."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.execute("PRAGMA synchronous = NORMAL").close()
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    if path:
        with suppress(sqlite3.OperationalError):  # locked, as while the file is being made: the next one will do
            _beside(path).execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
