"""Makes Dagster's instances quick in this process: each run has a database of its own, made from nothing.

Nothing that a test sees is changed. What is saved: the hundred migration scripts are read once and not four times a
run, statements are compiled once and not at each use, no write waits for the disk, which outlives every process that a
test kills, and no four processes a run copy what it prints.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

MAX_ENGINES: Final = 64


@cache
def make_databases_quick() -> None:
    """To be called before an instance is opened; once a process, and for as long as it lives."""
    _keep_migration_scripts()
    _keep_engines()
    _copy_no_output()


def _keep_migration_scripts() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    real = ScriptDirectory.from_config
    read: dict[tuple[str | None, str | None], ScriptDirectory] = {}

    def from_config(config: Config) -> ScriptDirectory:
        key = (config.config_file_name, config.get_main_option("script_location"))
        if key not in read:
            read[key] = real(config)
        return read[key]

    ScriptDirectory.from_config = from_config  # type: ignore[method-assign]  # what is read is kept


def _keep_engines() -> None:
    """One engine a database. No connection is kept: one with a half-read answer goes on seeing what was then."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    from tests.support.dagster.dagster_internals import sqlite_event_log

    create_engine: Callable[..., Engine] = sqlite_event_log.create_engine  # type: ignore[attr-defined]  # imported there
    engines: dict[str, Engine] = {}

    def engine_of(address: str, **options: Any) -> Engine:
        if address not in engines:
            if len(engines) >= MAX_ENGINES:
                engines.clear()
            engines[address] = create_engine(address, **options)
        return engines[address]

    sqlite_event_log.create_engine = engine_of  # type: ignore[attr-defined,assignment]  # as above
    event.listen(Engine, "connect", _without_sync)


def _without_sync(connection: Any, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF").close()


def _copy_no_output() -> None:
    """What a run prints stays on the output of the process."""
    from tests.support.dagster.dagster_internals import CapturedLogContext, LocalComputeLogManager

    @contextmanager
    def capture_nothing(_: LocalComputeLogManager, log_key: Sequence[str]) -> Iterator[CapturedLogContext]:
        yield CapturedLogContext(log_key)

    LocalComputeLogManager.capture_logs = capture_nothing  # type: ignore[method-assign,assignment]  # no helper process
