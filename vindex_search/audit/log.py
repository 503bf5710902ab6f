"""The audit log of a library, below `<store>/audit/`: append-only lines in a folder or objects on S3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from upath import UPath

from vindex_search.audit import folder_log, object_log
from vindex_search.audit.entry import Entry
from vindex_search.storage import files

FOLDER: Final = "audit"
BEGINNING: Final = datetime.min.replace(tzinfo=UTC)
MIN_YEAR: Final = 1970  # `strftime` writes earlier years in fewer digits


class AuditUnavailable(RuntimeError):
    """The audit log cannot be written, so the deed was refused; the message names the log and the reason."""


class AuditLog:
    """Appends to and reads the audit log below the root of a store; safe for several threads and processes."""

    def __init__(self, root: UPath) -> None:
        self._folder = root / FOLDER

    def append(self, entries: Sequence[Entry]) -> None:
        """Append entries, all or none, and wait until they are stored.

        Raises:
            AuditUnavailable: they cannot be written.
        """
        lines = b"".join(entry.to_line() for entry in entries)
        try:
            if files.is_local(self._folder):
                folder_log.append(Path(str(self._folder)), lines)
            else:
                object_log.append(self._folder, lines)
        except files.store_errors() as problem:
            raise AuditUnavailable(
                f"nothing was done, as the audit log {self._folder} cannot be written: {problem}"
            ) from problem

    def read(self, since: datetime = BEGINNING) -> Iterator[Entry | None]:
        """The entries since a time, oldest first; None for each line that is torn or damaged.

        Args:
            since: A time with its zone.
        """
        start = since if since.year >= MIN_YEAR else since.replace(year=MIN_YEAR)
        local = files.is_local(self._folder)
        lines = folder_log.read_lines(Path(str(self._folder)), start) if local else self._objects(start)
        for line in lines:
            try:
                entry = Entry.from_line(line)
                if datetime.fromisoformat(entry.at) >= start:
                    yield entry
            except (ValueError, TypeError):  # no entry, or a time without a zone
                if line.strip():
                    yield None

    def _objects(self, since: datetime) -> Iterator[bytes]:
        return object_log.read_lines(self._folder, since)
