"""A bucket of uploads in a local folder."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from vindex_search.storage.bucket.base import ObjectInfo, PresignedPut, iso_timestamp
from vindex_search.storage.bucket.folder_listing import VANISHED_ERRNOS, list_files
from vindex_search.storage.bucket.partial_file import PartialFile
from vindex_search.storage.files import flush_to_disk

FOLDER_BUCKET: Final = (
    "folder"  # the name of every folder bucket: a folder may be moved, and its path must not change the video ids
)
# A copy in progress writes many times a second; NFS clients see its size up to 3 s late (nfs(5), acregmin).
SETTLE_S: Final = 5.0
# Of any other error, as of a disk that fails, nobody knows whether the file is there: it must not read as "removed".
ABSENT_ERRNOS: Final = VANISHED_ERRNOS | {errno.ENAMETOOLONG, errno.EINVAL}  # not there, or not a possible file name


class FolderBucket:
    """A bucket in a local folder; keys are `/`-separated paths relative to it."""

    settle_s = SETTLE_S

    def __init__(self, root: Path) -> None:
        self.name = FOLDER_BUCKET
        self.root = root

    def list(self, *, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        """Iterate lazily over the files below the folder, ordered by key, without dangling symbolic links.

        Args:
            prefix: Prefix of the keys.
            after: List only keys greater than this one, which need not exist.

        Raises:
            FileNotFoundError: the folder does not exist; an unmounted disk must not read as "everything was removed".
            OSError: the folder of a workspace cannot be read.
        """
        for key, facts in list_files(self.root, prefix=prefix, after=after):
            yield _object_info(key, facts)

    def stat(self, key: str) -> ObjectInfo | None:
        """One file, or None where it does not exist or the key leads out of the folder.

        Raises:
            OSError: whether it exists cannot be found out.
        """
        path = self._path(key)
        try:
            facts = path.stat() if path else None
        except ValueError:  # not a possible file name
            return None
        except OSError as problem:
            if problem.errno not in ABSENT_ERRNOS:
                raise
            return None
        return _object_info(key, facts) if facts and stat.S_ISREG(facts.st_mode) else None

    @contextmanager
    def local_path(self, key: str) -> Iterator[Path]:
        """Context manager: the file itself.

        Raises:
            FileNotFoundError: the upload does not exist.
        """
        path = self._path(key)
        if path is None or self.stat(key) is None:
            raise FileNotFoundError(f"there is no upload {key!r} in {self.root}")
        yield path

    def put(self, key: str, file: Path) -> None:
        """Copy a file in with its modification time, so that the same file put twice has the same version.

        Raises:
            ValueError: the key is no path inside the folder.
        """
        path = self._writable_path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.part")
        shutil.copy2(file, partial)
        flush_to_disk(partial)
        partial.replace(path)

    def delete(self, key: str) -> None:
        """Remove a file where it exists; a key that leads out of the folder removes nothing."""
        path = self._path(key)
        if path is not None and self.stat(key):
            path.unlink(missing_ok=True)

    def url(self, key: str) -> str | None:  # noqa: ARG002 - part of the interface
        """None: the service sends the files of a folder."""
        return None

    def presigned_put(self, key: str, size: int) -> PresignedPut | None:  # noqa: ARG002 - as with `url`
        """None: the service receives the files of a folder."""
        return None

    def open_partial(self, key: str) -> PartialFile:
        """A file to be written in pieces, hidden until it is committed.

        Raises:
            FileNotFoundError: the uploads folder does not exist; it may be an unmounted disk.
            ValueError: the key is no path inside the folder.
        """
        path = self._writable_path(key)
        if not self.root.is_dir():
            raise FileNotFoundError(f"the uploads folder {self.root} does not exist")
        return PartialFile(path)

    def _writable_path(self, key: str) -> Path:
        path = self._path(key)
        if path is None:
            raise ValueError(
                f"object key {key!r} leads out of the uploads folder; allowed are paths such as workspace/talk.mp4"
            )
        return path

    def _path(self, key: str) -> Path | None:
        """The path of a key, or None where no listing has the key: outside the folder, or not normalised (`a//b`)."""
        return None if {"", ".", ".."} & set(key.split("/")) else self.root / key


def _object_info(key: str, facts: os.stat_result) -> ObjectInfo:
    return ObjectInfo(
        key=key,
        version=f"{facts.st_size}-{facts.st_mtime_ns}",
        size=facts.st_size,
        uploaded_at=iso_timestamp(datetime.fromtimestamp(facts.st_mtime, tz=UTC)),
    )
