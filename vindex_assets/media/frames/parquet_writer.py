"""Writes kept frames as a folder of Parquet files, so that a film of hours is never in memory as a whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from vindex_assets.media.frames.sampling import KeptFrame, to_table

ROWS_PER_FILE: Final = 64  # some 4 MB of JPEGs


class FramesParquetWriter:
    """Writes `00000.parquet`, `00001.parquet`, ... of FRAMES_SCHEMA into `folder`, whose old content it removes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._buffer: list[KeptFrame] = []
        self._files = self.rows = 0
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()

    def add(self, frame: KeptFrame) -> None:
        """Append a row."""
        self._buffer.append(frame)
        self.rows += 1
        if len(self._buffer) == ROWS_PER_FILE:
            self._flush()

    def finish(self) -> None:
        """Write the buffered rows; without any row at all one empty file is written."""
        if self._buffer or not self._files:
            self._flush()

    def _flush(self) -> None:
        to_table(self._buffer).write_parquet(self._folder / f"{self._files:05}.parquet")
        self._files += 1
        self._buffer = []
