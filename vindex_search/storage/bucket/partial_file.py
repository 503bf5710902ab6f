"""A file written in pieces: hidden until it is committed atomically, else removed."""

from __future__ import annotations

import os
import shutil
import uuid
from io import FileIO
from pathlib import Path
from types import TracebackType


class PartialFile:
    """Context manager: a hidden file beside its target, removed at the end of the block unless it was committed.

    Its name is random, so that two uploads of the same file do not mix.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._path = target.with_name(f".{uuid.uuid4().hex}.part")
        self._file: FileIO | None = None

    def __enter__(self) -> PartialFile:
        """Open the file and create its folders; NotADirectoryError where one of them is a file."""
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
        except FileExistsError as problem:
            raise NotADirectoryError(str(problem)) from None
        self._file = self._path.open("xb", buffering=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file, and remove it unless it was committed."""
        if self._file is not None:
            self._file.close()
        self._path.unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """Free space of the disk, in bytes."""
        return shutil.disk_usage(self._target.parent).free

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            OSError: the disk is full, or fails.
            RuntimeError: the `with` block was not entered.
        """
        file, remaining = self._opened(), memoryview(data)
        while remaining:  # an unbuffered write may be short
            remaining = remaining[file.write(remaining) :]

    def commit(self, *, replace: bool) -> None:
        """Flush the file to disk and rename it to its target atomically.

        Args:
            replace: Whether to replace an existing file.

        Raises:
            FileExistsError: the target exists and `replace` is false.
            IsADirectoryError: the target is a folder.
            RuntimeError: the `with` block was not entered.
        """
        os.fsync(self._opened().fileno())
        if replace:
            self._path.replace(self._target)
            return
        try:
            self._target.hardlink_to(self._path)  # unlike a rename, it fails if the target exists
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links, such as exFAT
            if self._target.exists():
                raise FileExistsError(str(self._target)) from None
            self._path.replace(self._target)

    def _opened(self) -> FileIO:
        if self._file is None:
            raise RuntimeError("the file is not open; use PartialFile in a with block")
        return self._file
