"""Uploads in a folder of this machine."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from vindex_search.storage.bucket.base import ObjectInfo, PresignedPut, iso_timestamp
from vindex_search.storage.bucket.folder_listing import list_files
from vindex_search.storage.bucket.partial_file import PartialFile

FOLDER_BUCKET: Final = "folder"  # a folder may be moved: its path must not be part of the video ids
# A copy under way writes many times a second; clients of a network disk see its size up to 3 s late (nfs(5), acregmin).
SETTLE_S: Final = 5.0


class FolderBucket:
    """Uploads in a folder of this machine; keys are paths below it with `/` between the parts."""

    settle_s = SETTLE_S

    def __init__(self, root: Path) -> None:
        self.name = FOLDER_BUCKET
        self.root = root

    def list(self, *, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        """Files below the folder, ordered by key; symbolic links that point nowhere are left out.

        Args:
            prefix: What their keys begin with.
            after: They come after this key, which need not be there.

        Raises:
            FileNotFoundError: the folder is not there; an unmounted disk must not read as "everything was removed".
            OSError: the folder of a workspace cannot be read.
        """
        for key, facts in list_files(self.root, prefix=prefix, after=after):
            yield _listed(key, facts)

    def stat(self, key: str) -> ObjectInfo | None:
        """One file, or None; a key that leads out of the folder is None too."""
        path = self._path(key)
        try:
            facts = path.stat() if path else None
        except (OSError, ValueError):  # ValueError: no file system takes such a name
            return None
        return _listed(key, facts) if facts and stat.S_ISREG(facts.st_mode) else None

    @contextmanager
    def local(self, key: str) -> Iterator[Path]:
        """The file itself.

        Raises:
            FileNotFoundError: there is no such upload.
        """
        path = self._path(key)
        if path is None or self.stat(key) is None:
            raise FileNotFoundError(f"there is no upload {key!r} in {self.root}")
        yield path

    def put(self, key: str, file: Path) -> None:
        """Copy a file in, with its modification time: the same file put twice is the same version.

        Raises:
            ValueError: the key cannot be one of the folder.
        """
        path = self._place(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.part")
        shutil.copy2(file, partial)
        partial.replace(path)

    def delete(self, key: str) -> None:
        """Remove a file; nothing happens where there is none, or where the key leads out of the folder."""
        path = self._path(key)
        if path is not None and self.stat(key):
            path.unlink(missing_ok=True)

    def url(self, key: str) -> str | None:  # noqa: ARG002 - the interface has it; a folder has no addresses
        """None: files of a folder are sent by the service."""
        return None

    def presigned_put(self, key: str, size: int) -> PresignedPut | None:  # noqa: ARG002 - as with `url`
        """None: files of a folder are taken by the service."""
        return None

    def open_partial(self, key: str) -> PartialFile:
        """A file to be written piece by piece; it takes its place when it is whole.

        Raises:
            FileNotFoundError: the uploads folder is not there; it may be a disk that is not mounted.
            ValueError: the key cannot be one of the folder.
        """
        path = self._place(key)
        if not self.root.is_dir():
            raise FileNotFoundError(f"the uploads folder {self.root} is not there")
        return PartialFile(path)

    def _place(self, key: str) -> Path:
        path = self._path(key)
        if path is None:
            raise ValueError(
                f"object key {key!r} leads out of the uploads folder, or is no path in it as in workspace/talk.mp4"
            )
        return path

    def _path(self, key: str) -> Path | None:
        """Of every key that a listing may show; `a//b` and `a/./b` are other keys on S3 and name nothing here."""
        return None if {"", ".", ".."} & set(key.split("/")) else self.root / key


def _listed(key: str, facts: os.stat_result) -> ObjectInfo:
    moment = datetime.fromtimestamp(facts.st_mtime, tz=UTC)
    return ObjectInfo(key, f"{facts.st_size}-{facts.st_mtime_ns}", facts.st_size, iso_timestamp(moment))
