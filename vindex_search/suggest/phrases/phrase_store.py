"""The phrases and chapters of each published generation, in an SQLite file beside the index.

They are made once for each generation, and added up by workspace when they are read. The file can be made again from
the store at any time: one that is damaged, or made by other rules, is removed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from vindex_search.contract.ids import workspace_of_video
from vindex_search.storage.permissions import create_file, make_folders
from vindex_search.suggest.entries import FileChapter, SuggestionEntry
from vindex_search.suggest.items import MIN_PASSAGES, MIN_SAID
from vindex_search.suggest.phrases.collocations import Phrase

RULES: Final = 1  # raise it when other phrases are made of the same texts
SUFFIX: Final = ".phrases.sqlite"
MAX_PHRASES: Final = 30_000  # of a workspace that are suggested: those in most videos
LOCK_TIMEOUT_S: Final = 10.0  # where another service of this machine writes

TABLES: Final = """
CREATE TABLE IF NOT EXISTS generation (video TEXT PRIMARY KEY, fingerprint TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chapter (video TEXT NOT NULL, title TEXT NOT NULL, start_s REAL NOT NULL);
CREATE INDEX IF NOT EXISTS chapter_of_video ON chapter (video);
CREATE TABLE IF NOT EXISTS phrase (
    key TEXT NOT NULL, workspace TEXT NOT NULL, video TEXT NOT NULL, text TEXT NOT NULL,
    said INTEGER NOT NULL, passages INTEGER NOT NULL, PRIMARY KEY (key, workspace, video)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS phrase_of_video ON phrase (video);
"""
# What is frequent in no set of workspaces is left out; of each workspace the first MAX_PHRASES are read, by its own
# numbers alone. With `max` SQLite takes the text of that very row.
FREQUENT: Final = """
SELECT key, workspace, text, videos, said, passages FROM (
    SELECT *, row_number() OVER (
        PARTITION BY workspace ORDER BY (said >= :said AND passages >= :passages) DESC, videos DESC, said DESC, key
    ) AS place
    FROM (
        SELECT key, workspace, text, max(said * 1000000 - length(text)) AS most, count(*) AS videos,
            sum(said) AS said, sum(passages) AS passages
        FROM phrase
        WHERE key IN (SELECT key FROM phrase GROUP BY key HAVING sum(said) >= :said AND sum(passages) >= :passages)
        GROUP BY key, workspace
    )
) WHERE place <= :most
"""


class PhraseStore:
    """The phrases of one collection. It is used by one thread at a time.

    Args:
        folder: Folder of the index, which need not exist.
        collection: Of the model set whose generations are published.
    """

    def __init__(self, folder: Path, collection: str) -> None:
        self._path = folder / f"{collection}{SUFFIX}"
        self._opened: sqlite3.Connection | None = None

    def generations(self) -> dict[str, str]:
        """The fingerprint of the generation that was read of each video."""
        return dict(self._connection.execute("SELECT video, fingerprint FROM generation"))

    def put(self, video_id: str, fingerprint: str, phrases: Iterable[Phrase], chapters: Iterable[FileChapter]) -> None:
        """Keep the phrases and chapters of a generation in the place of the video's last one."""
        workspace = workspace_of_video(video_id)
        rows = [(one.key, workspace, video_id, one.text, one.said, one.passages) for one in phrases]
        with self._connection as database:
            _forget(database, video_id)
            database.executemany("INSERT OR IGNORE INTO phrase VALUES (?, ?, ?, ?, ?, ?)", rows)
            database.executemany(
                "INSERT INTO chapter VALUES (?, ?, ?)", [(video_id, one.title, one.start_s) for one in chapters]
            )
            database.execute("INSERT INTO generation VALUES (?, ?)", (video_id, fingerprint))

    def forget(self, video_ids: Sequence[str]) -> None:
        """Remove all of some videos."""
        with self._connection as database:
            for video_id in video_ids:
                _forget(database, video_id)

    def frequent(self) -> Iterator[SuggestionEntry]:
        """The phrases of each workspace that are frequent, or are so together with those of others."""
        limits = {"said": MIN_SAID, "passages": MIN_PASSAGES, "most": MAX_PHRASES}
        for key, workspace, text, videos, said, passages in self._connection.execute(FREQUENT, limits):
            yield SuggestionEntry("phrase", text, key, workspace, videos, said=said, passages=passages)

    def chapters(self) -> Iterator[FileChapter]:
        """The chapters of all videos."""
        for video_id, title, start_s in self._connection.execute("SELECT video, title, start_s FROM chapter"):
            yield FileChapter(video_id, workspace_of_video(video_id), title, start_s)

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        if self._opened:
            self._opened.close()
        self._opened = None

    def remove(self) -> None:
        """Remove the file, so that all is read again."""
        self.close()
        _remove(self._path)

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            make_folders(self._path.parent)
            for other in self._path.parent.glob(f"*{SUFFIX}"):  # of a model set that was: its videos may be deleted
                if other != self._path:
                    _remove(other)
            self._opened = _open(self._path)
        return self._opened


def _open(path: Path) -> sqlite3.Connection:
    """Open or make the file; one of other rules is made anew."""
    database = _connect(path)
    try:
        (rules,) = database.execute("PRAGMA user_version").fetchone()
        if rules in (0, RULES):
            database.executescript(f"{TABLES} PRAGMA user_version = {RULES}; PRAGMA synchronous = OFF;")
            return database
    except sqlite3.Error:
        database.close()
        raise
    database.close()
    _remove(path)
    return _open(path)


def _connect(path: Path) -> sqlite3.Connection:
    with suppress(FileExistsError):
        os.close(create_file(path))
    return sqlite3.connect(path, timeout=LOCK_TIMEOUT_S, check_same_thread=False)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)


def _forget(database: sqlite3.Connection, video_id: str) -> None:
    for table in ("generation", "chapter", "phrase"):
        database.execute(f"DELETE FROM {table} WHERE video = ?", (video_id,))
