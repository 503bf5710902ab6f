"""Where each artefact of a video lies: atomic writes and stamps, on a folder or on s3://.

Layout: `<root>/videos/<workspace>/<video id>/<artefact>`, vectors and points of a model set below it in a folder named
after their collection, and empty files `<root>/published/<collection>/<mark>` (`contract/generation.py`): one listing of those
tells the embedded index what changed. Empty files `<root>/touched/<video id>` tell the upload sensor the same;
`<root>/content` tells which videos hold the same bytes (`storage/content_index.py`).
A Parquet file carries its stamp in its own metadata; any other artefact has `<artefact>.stamp.json` beside it,
removed before and written after the file, so that a stamp never speaks of bytes that it did not see.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from upath import UPath

from vindex_search.common.s3_encryption import BUCKET_DEFAULT, S3Encryption
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation, PublishedMark, mark_prefix, parse_marks
from vindex_search.contract.ids import VIDEO_ID_PATTERN, workspace_of_video
from vindex_search.contract.record_format import Record
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.storage import content_index, files
from vindex_search.storage.record_store import RecordStore
from vindex_search.storage.stamp import Stamp

if TYPE_CHECKING:
    import polars as pl

STAMP_KEY: Final = "vindex_stamp"
TOUCHED: Final = "touched"  # folder of empty files: videos whose records were changed outside of their runs
ROW_GROUP: Final = 256  # rows of a table with pictures inside: some 10 MB a group


class Store(RecordStore):
    """The artefacts of one library, as those see it who work with one collection.

    Args:
        root: A folder or an `s3://bucket/prefix` address.
        collection: Of the model set.
        endpoint: Of an S3-compatible store; empty: what the usual AWS settings say.
        encryption: How S3 encrypts what is written.
    """

    def __init__(
        self, root: str | Path, collection: str, *, endpoint: str = "", encryption: S3Encryption = BUCKET_DEFAULT
    ) -> None:
        super().__init__(files.open_root(str(root), endpoint, encryption), collection)
        self._local = files.is_local(self.root)

    def video_ids(self, workspaces: Sequence[str] = ()) -> Iterator[str]:
        """The videos that the store knows, by workspace and id; `workspaces` names those to look at, none means all."""
        for workspace in files.list_names(self.root / "videos"):
            if not workspaces or workspace in workspaces:
                yield from files.list_names(self.root / "videos" / workspace)

    def stamp(self, video_id: str, artefact: str) -> Stamp | None:
        """The stamp of an artefact, or None where it was never finished."""
        import polars as pl

        path = self.path(video_id, artefact)
        try:
            if path.suffix == ".parquet":
                with path.open("rb") as file:
                    return Stamp.from_json(pl.read_parquet_metadata(file)[STAMP_KEY])
            return Stamp.from_json(files.stamp_path(path).read_bytes())
        except FileNotFoundError:
            return None

    def write_table(self, video_id: str, artefact: str, table: pl.DataFrame, stamp: Stamp) -> None:
        """Write a Parquet artefact with its stamp inside, whole or not at all."""
        data = io.BytesIO()
        table.write_parquet(data, row_group_size=ROW_GROUP, metadata={STAMP_KEY: stamp.to_json()})
        files.write(self.path(video_id, artefact), data.getvalue())

    def sink_table(self, video_id: str, artefact: str, rows: pl.LazyFrame, stamp: Stamp) -> None:
        """As `write_table`, of rows that are read and written group by group and never held all at once."""
        metadata = {STAMP_KEY: stamp.to_json()}
        with files.atomic_file(self.path(video_id, artefact)) as draft:
            rows.sink_parquet(draft, row_group_size=ROW_GROUP, metadata=metadata, maintain_order=True)

    @contextmanager
    def scan_table(self, video_id: str, artefact: str) -> Iterator[pl.LazyFrame]:
        """A Parquet artefact to read from as little as is asked for; FileNotFoundError where it is absent."""
        import polars as pl

        with self.local_path(video_id, artefact) as path:
            yield pl.scan_parquet(path)

    def iter_batches(self, video_id: str, artefact: str, *, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """A Parquet artefact in order, ROW_GROUP rows at a time; FileNotFoundError where it is absent."""
        import polars as pl

        with self.scan_table(video_id, artefact) as table:
            rows = table.select(pl.len()).collect().item()
            for start in range(0, rows, ROW_GROUP):
                yield table.select(columns).slice(start, ROW_GROUP).collect()

    def read_table(self, video_id: str, artefact: str, *, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Read a Parquet artefact; FileNotFoundError where it is absent."""
        import polars as pl

        with self.path(video_id, artefact).open("rb") as file:
            return pl.read_parquet(file, columns=list(columns) if columns else None)

    def write_bytes(self, video_id: str, artefact: str, data: bytes | None, stamp: Stamp) -> None:
        """Write any other artefact and then its stamp; None: the artefact is absent, for the reason in the note."""
        path = self.path(video_id, artefact)
        files.stamp_path(path).unlink(missing_ok=True)
        if data is None:
            path.unlink(missing_ok=True)
        else:
            files.write(path, data)
        files.write(files.stamp_path(path), stamp.to_json().encode())

    def write_file(self, video_id: str, artefact: str, source: Path, stamp: Stamp) -> None:
        """As `write_bytes`, of a file on this machine that is too large to be held."""
        path = self.path(video_id, artefact)
        files.stamp_path(path).unlink(missing_ok=True)
        with files.atomic_file(path) as draft:
            shutil.copyfile(source, draft)
        files.write(files.stamp_path(path), stamp.to_json().encode())

    def copy_artefact(self, source: str, video_id: str, artefact: str, stamp: Stamp) -> bool:
        """Take an artefact over from another video that has it under this stamp; whether it had, from first to last."""
        found = self.stamp(source, artefact)
        if found != stamp:
            return False
        origin, path = self.path(source, artefact), self.path(video_id, artefact)
        stamped_beside = path.suffix != ".parquet"
        if stamped_beside:
            files.stamp_path(path).unlink(missing_ok=True)
        try:
            files.copy(origin, path)
        except FileNotFoundError:  # removed just now, or absent for the reason that its stamp notes
            path.unlink(missing_ok=True)
        if self.stamp(source, artefact) != stamp:
            return False
        if stamped_beside:
            files.write(files.stamp_path(path), found.to_json().encode())
        return self.stamp(video_id, artefact) == stamp

    def index_content(self, video_id: str, sha256: str) -> None:
        """Let others with the same bytes find this video."""
        content_index.add(self.root, sha256, video_id)

    def unindex_content(self, video_id: str) -> None:
        """The video holds other bytes from now on, or none, than `video.json` says."""
        found = self.try_read_record(video_id, VideoRecord)
        if found and found.sha256:
            content_index.remove(self.root, found.sha256, video_id)

    def videos_with_content(self, sha256: str) -> list[str]:
        """The videos that were marked as holding these bytes; some may hold others by now."""
        return content_index.find(self.root, sha256)

    @contextmanager
    def local_path(self, video_id: str, artefact: str) -> Iterator[Path]:
        """A path on this machine that holds an artefact; FileNotFoundError where it is absent."""
        path = self.path(video_id, artefact)
        if self._local:
            if not path.exists():
                raise FileNotFoundError(f"{video_id} has no {artefact}")
            yield Path(str(path))
            return
        with tempfile.TemporaryDirectory(prefix="vindex-") as folder:
            copy = Path(folder) / path.name
            copy.write_bytes(path.read_bytes())
            yield copy

    def read_library_json(self, name: str) -> dict[str, Any] | None:
        """A JSON object of the whole library that is checked by who reads it, or None."""
        return files.read_json(self.root / name)

    def write_library_json(self, name: str, record: dict[str, Any]) -> None:
        """Write such an object, whole or not at all."""
        files.write(self.root / name, json.dumps(record, ensure_ascii=False, indent=1).encode())

    def read_library_file(self, name: str) -> bytes | None:
        """A file of the whole library, or None."""
        try:
            data: bytes = (self.root / name).read_bytes()
        except FileNotFoundError:
            return None
        return data

    def write_library_file(self, name: str, data: bytes) -> None:
        """Write a file of the whole library, whole or not at all."""
        files.write(self.root / name, data)

    def mark_dirty(self, video_id: str) -> None:
        """Have the upload sensor read a video's records anew; ValueError where `video_id` is no video id."""
        workspace_of_video(video_id)
        files.write(self.root / TOUCHED / video_id, b"")

    def dirty(self) -> list[str]:
        """The videos whose records are to be read anew, by id."""
        return [name for name in files.list_names(self.root / TOUCHED) if VIDEO_ID_PATTERN.fullmatch(name)]

    def clear_dirty(self, video_ids: Iterable[str]) -> None:
        """Take marks away; done before the records are read, so that who touches meanwhile is heard too."""
        for video_id in video_ids:
            (self.root / TOUCHED / video_id).unlink(missing_ok=True)

    def publish(self, video_id: str, fingerprint: str, points: int) -> None:
        """Tell the embedded index that `points.parquet` of a video is ready, and its stamp's fingerprint."""
        mark = PublishedMark(Generation(video_id, fingerprint), points)
        folder = self.root / "published" / self.collection
        files.write(folder / mark.file_name, b"")
        _clear(folder, video_id, keep=mark.file_name)

    def published(self) -> dict[str, PublishedMark]:
        """Per video the generation that readers should see, and its number of points; one listing, no reads."""
        found: dict[str, PublishedMark] = {}
        for mark in parse_marks(files.list_names(self.root / "published" / self.collection)):
            video_id, fingerprint = mark.generation.video_id, mark.generation.fingerprint
            if video_id in found:  # a publisher was stopped between its two steps: the table itself knows
                stamp = self.stamp(video_id, POINTS)
                if stamp is None or stamp.fingerprint != fingerprint:
                    continue
            found[video_id] = mark
        return found

    def published_at(self, video_id: str) -> float | None:
        """When a video's points were published, in seconds since 1970; None where they are not."""
        folder = self.root / "published" / self.collection
        try:
            marks = [folder / name for name in files.list_names(folder, mark_prefix(video_id))]
            return max((mark.stat().st_mtime for mark in marks), default=None)
        except FileNotFoundError:  # another generation took its place just now
            return None

    def remove_artefact(self, video_id: str, artefact: str) -> None:
        """Remove an artefact with its stamp, so that the next run makes it anew; nothing happens where it is absent."""
        path = self.path(video_id, artefact)
        files.stamp_path(path).unlink(missing_ok=True)
        path.unlink(missing_ok=True)

    def remove_video(self, video_id: str, *, keep: type[Record] | None = None) -> None:
        """Remove a video: first what readers follow, then its upload's record, then every other file.

        Args:
            video_id: Which; nothing happens where there is nothing of it.
            keep: The record that stays; None: none does.
        """
        self.unpublish(video_id)
        self.unindex_content(video_id)
        self.remove_record(video_id, UploadRecord)  # of all files the first: with it the video is one of the library
        folder = self.folder(video_id)
        if keep is None:
            files.remove_folder(folder)
            return
        for name in files.list_names(folder):
            if name != keep.FILE:
                _remove(folder / name)

    def unpublish(self, video_id: str) -> None:
        """Take a video from those who follow what is published, in every collection."""
        for collection in files.list_names(self.root / "published"):
            _clear(self.root / "published" / collection, video_id)


def _remove(path: UPath) -> None:
    if path.is_dir():
        files.remove_folder(path)
    else:
        path.unlink(missing_ok=True)


def _clear(published: UPath, video_id: str, *, keep: str = "") -> None:
    for name in files.list_names(published, mark_prefix(video_id)):
        if name != keep:
            (published / name).unlink(missing_ok=True)
