"""A file on its way into a folder: hidden while it is written, then whole in its place, or gone."""

from __future__ import annotations

import os
import shutil
import uuid
from io import FileIO
from pathlib import Path
from types import TracebackType


class PartialFile:
    """A hidden file beside its place, open while the `with` block lasts; what was not placed is gone after it.

    Each has a name of its own, so that two drafts of one file never mix.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._path = target.with_name(f".{uuid.uuid4().hex}.part")
        self._file: FileIO | None = None

    def __enter__(self) -> PartialFile:
        """Open it; folders that lack are made. NotADirectoryError where a file stands in their place."""
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
        except FileExistsError as taken:
            raise NotADirectoryError(str(taken)) from None
        self._file = self._path.open("xb", buffering=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; what was not placed is removed."""
        if self._file is not None:
            self._file.close()
        self._path.unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """How much room the disk has."""
        return shutil.disk_usage(self._target.parent).free

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            OSError: the disk is full, or fails.
            RuntimeError: the block has not begun.
        """
        file, left = self._opened(), memoryview(data)
        while left:
            left = left[file.write(left) :]

    def commit(self, *, replace: bool) -> None:
        """Give the file its name, all at once.

        Args:
            replace: Take the place of a file that is there.

        Raises:
            FileExistsError: there is one, and it is not to be replaced.
            IsADirectoryError: a folder has the name.
            RuntimeError: the block has not begun.
        """
        os.fsync(self._opened().fileno())
        if replace:
            self._path.replace(self._target)
            return
        try:
            self._target.hardlink_to(self._path)  # unlike a rename it fails where a file is
        except FileExistsError:
            raise
        except OSError:  # a disk without links, as exFAT
            if self._target.exists():
                raise FileExistsError(str(self._target)) from None
            self._path.replace(self._target)

    def _opened(self) -> FileIO:
        if self._file is None:
            raise RuntimeError("the draft is not open: use it in a with block")
        return self._file
