"""The artefacts of videos: files with a stamp, written atomically.

A Parquet file carries its stamp in its own metadata. Any other artefact has `<artefact>.stamp.json` beside it, which is
removed before and written after the file, so that a stamp never belongs to other bytes.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from upath import UPath

from vindex_search.common.crash_point import crash_point
from vindex_search.storage import files
from vindex_search.storage.record_store import RecordStore
from vindex_search.storage.runs import fence
from vindex_search.storage.stamp import Stamp

if TYPE_CHECKING:
    import polars as pl

STAMP_KEY: Final = "vindex_stamp"  # in a Parquet file's metadata
ROW_GROUP: Final = 256  # rows of a Parquet row group: about 10 MB with images


class ArtefactStore(RecordStore):
    """The records and artefacts of one library, for one collection."""

    def stamp(self, video_id: str, artefact: str) -> Stamp | None:
        """The stamp of an artefact, or None where it was never completed."""
        import polars as pl

        path = self.path(video_id, artefact)
        try:
            if _carries_stamp(path):
                with files.open_binary(path) as file:
                    return Stamp.from_json(pl.read_parquet_metadata(file)[STAMP_KEY])
            return Stamp.from_json(files.read(files.stamp_path(path)))
        except FileNotFoundError:
            return None

    def try_stamp(self, video_id: str, artefact: str) -> Stamp | None:
        """As `stamp`, but None also where the artefact is damaged: the completeness check finds that."""
        from polars.exceptions import PolarsError

        try:
            return self.stamp(video_id, artefact)
        except (PolarsError, ValueError, KeyError, TypeError):  # a table without a stamp, or no JSON of one
            return None

    def write_table(self, video_id: str, artefact: str, table: pl.DataFrame, stamp: Stamp) -> None:
        """Write a Parquet artefact with its stamp."""
        data = io.BytesIO()
        table.write_parquet(data, row_group_size=ROW_GROUP, metadata={STAMP_KEY: stamp.to_json()})
        fence.check_artefact()
        files.write(self.path(video_id, artefact), data.getvalue())

    def sink_table(self, video_id: str, artefact: str, rows: pl.LazyFrame, stamp: Stamp) -> None:
        """As `write_table`, in streaming mode: rows are never all in memory."""
        metadata = {STAMP_KEY: stamp.to_json()}
        with files.atomic_file(self.path(video_id, artefact)) as partial:
            rows.sink_parquet(partial, row_group_size=ROW_GROUP, metadata=metadata, maintain_order=True)
            fence.check_artefact()

    def read_table(self, video_id: str, artefact: str, *, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Read a Parquet artefact; FileNotFoundError where it is absent."""
        import polars as pl

        path = self.path(video_id, artefact)
        with files.open_binary(path) as file:
            table = pl.read_parquet(file, columns=list(columns) if columns else None)
        if files.is_local(path):
            files.count_opened(Path(str(path)), at_most=int(table.estimated_size()) if columns else None)
        return table

    @contextmanager
    def scan_table(self, video_id: str, artefact: str) -> Iterator[pl.LazyFrame]:
        """Context manager: a Parquet artefact as a lazy frame; FileNotFoundError where it is absent."""
        import polars as pl

        with self.local_path(video_id, artefact) as path:
            yield pl.scan_parquet(path)

    def iter_batches(self, video_id: str, artefact: str, *, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """The rows of a Parquet artefact in order, ROW_GROUP at a time; FileNotFoundError where it is absent."""
        import polars as pl

        with self.scan_table(video_id, artefact) as table:
            rows = table.select(pl.len()).collect().item()
            for start in range(0, rows, ROW_GROUP):
                yield table.select(columns).slice(start, ROW_GROUP).collect()

    def write_bytes(self, video_id: str, artefact: str, data: bytes | None, stamp: Stamp) -> None:
        """Write any other artefact and its stamp; None: the artefact is absent for the reason in the stamp's note."""
        fence.check_artefact()
        path = self.path(video_id, artefact)
        files.remove(files.stamp_path(path))
        crash_point("artefact.unstamped", artefact)
        if data is None:
            files.remove(path)
        else:
            files.write(path, data)
        _write_stamp(path, stamp)

    def write_file(self, video_id: str, artefact: str, source: Path, stamp: Stamp) -> None:
        """As `write_bytes`, from a local file that is too large for memory."""
        fence.check_artefact()
        path = self.path(video_id, artefact)
        files.remove(files.stamp_path(path))
        with files.atomic_file(path) as partial:
            shutil.copyfile(source, partial)
            fence.check_artefact()
        _write_stamp(path, stamp)

    def copy_artefact(self, source: str, video_id: str, artefact: str, stamp: Stamp) -> bool:
        """Copy an artefact from the video `source` if it has this stamp there, before and after the bytes are copied.

        Returns:
            Whether the artefact now exists with this stamp.
        """
        found = self.stamp(source, artefact)
        if found != stamp:
            return False
        fence.check_artefact()
        path = self.path(video_id, artefact)
        _copy_file(self.path(source, artefact), path)
        if self.stamp(source, artefact) != stamp:  # rewritten or removed while it was copied
            return False
        if not _carries_stamp(path):
            _write_stamp(path, found)
        return self.stamp(video_id, artefact) == stamp

    @contextmanager
    def local_path(self, video_id: str, artefact: str) -> Iterator[Path]:
        """Context manager: a local file with an artefact's bytes; FileNotFoundError where it is absent."""
        path = self.path(video_id, artefact)
        if files.is_local(path):
            if not path.exists():
                raise FileNotFoundError(f"{video_id} has no {artefact}")
            files.count_opened(Path(str(path)))
            yield Path(str(path))
            return
        with tempfile.TemporaryDirectory(prefix="vindex-") as folder:
            copy = Path(folder) / path.name
            copy.write_bytes(files.read(path))
            yield copy

    def remove_artefact(self, video_id: str, artefact: str) -> None:
        """Remove an artefact and its stamp where they exist, so that the next run makes it again."""
        path = self.path(video_id, artefact)
        files.remove(files.stamp_path(path))
        files.remove(path)


def _carries_stamp(path: UPath) -> bool:
    """Whether the stamp is inside the file."""
    return bool(path.suffix == ".parquet")


def _write_stamp(path: UPath, stamp: Stamp) -> None:
    crash_point("artefact.data_placed", path.name)
    files.write(files.stamp_path(path), stamp.to_json().encode())


def _copy_file(source: UPath, path: UPath) -> None:
    """Copy the bytes; the target is removed where the source does not exist, and a stamp beside it always."""
    if not _carries_stamp(path):
        files.remove(files.stamp_path(path))
    try:
        files.copy(source, path)
    except FileNotFoundError:  # just removed, or absent for the reason in its stamp's note
        files.remove(path)
