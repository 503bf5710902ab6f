"""The table of frames, written in parts as they come: a film of hours is never held at once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from vindex_assets.media.frames.sampling import KeptFrame, to_table

ROWS_PER_FILE: Final = 64  # some 4 MB of pictures


class FramesParquetWriter:
    """Writes `00000.parquet`, `00001.parquet`, ... of FRAMES_SCHEMA into a folder of its own, made anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[KeptFrame] = []
        self._parts = self.rows = 0
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()

    def add(self, frame: KeptFrame) -> None:
        """Take the next row."""
        self._held.append(frame)
        self.rows += 1
        if len(self._held) == ROWS_PER_FILE:
            self._write()

    def finish(self) -> None:
        """Write the rows that are left; a table without rows has one part all the same."""
        if self._held or not self._parts:
            self._write()

    def _write(self) -> None:
        to_table(self._held).write_parquet(self._folder / f"{self._parts:05}.parquet")
        self._parts += 1
        self._held = []
