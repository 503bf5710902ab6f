"""Makes the databases of Dagster's instances quick in this process: each run has one of its own, made from nothing.

Nothing that a test sees is changed. What is saved: the hundred migration scripts are read once and not four times a
run, statements are compiled once and not at each use, and no write waits for the disk, which outlives every process
that a test kills.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any, Final

MAX_ENGINES: Final = 64


@cache
def make_databases_quick() -> None:
    """To be called before an instance is opened; once a process."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    from tests.support.dagster.dagster_internals import sqlite_event_log

    create_engine: Callable[..., Engine] = sqlite_event_log.create_engine  # type: ignore[attr-defined]  # imported there
    engines: dict[str, Engine] = {}
    real = ScriptDirectory.from_config
    read: dict[tuple[str | None, str | None], ScriptDirectory] = {}

    def from_config(config: Config) -> ScriptDirectory:
        key = (config.config_file_name, config.get_main_option("script_location"))
        if key not in read:
            read[key] = real(config)
        return read[key]

    def engine_of(address: str, **options: Any) -> Engine:
        if address not in engines:
            if len(engines) >= MAX_ENGINES:
                engines.clear()
            engines[address] = create_engine(address, **options)
        return engines[address]

    def without_sync(connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF").close()

    ScriptDirectory.from_config = from_config  # type: ignore[method-assign]  # for as long as the process lives
    sqlite_event_log.create_engine = engine_of  # type: ignore[attr-defined,assignment]  # as above
    event.listen(Engine, "connect", without_sync)
