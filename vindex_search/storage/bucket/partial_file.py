"""A file written in pieces: hidden until it is committed atomically, else removed."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
import uuid
from contextlib import ExitStack, suppress
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

from vindex_search.storage.bucket.beneath import make_opened_folder, open_file, split_key
from vindex_search.storage.permissions import create_file

DRAFT_NAME: Final = re.compile(r"\.[0-9a-f]{32}\.part")
STALE_S: Final = 24 * 3600.0  # since the last byte: no client is so slow, and a lock says who still writes
COPY_BYTES: Final = 1 << 20


class PartialFile:
    """Context manager: a hidden file beside its target, removed at the end of the block unless it was committed.

    Its name is random, so that two uploads of the same file do not mix, and short, as the target's may have the
    longest possible name. It is locked while it is written, by which `sweep` knows it from what a crash has left.

    Args:
        root: Folder below which no link is followed; it has to exist.
        key: Path of the target below it.
    """

    def __init__(self, root: Path, key: str) -> None:
        self._root = root
        self._folder_name, self._name = split_key(key)
        self._draft = f".{uuid.uuid4().hex}.part"
        self._folder = -1
        self._file: FileIO | None = None
        self._undo = ExitStack()

    def __enter__(self) -> PartialFile:
        """Open the file and create its folders; NotADirectoryError where one of them is a file or a link."""
        with ExitStack() as undo:
            self._folder = make_opened_folder(self._root, self._folder_name)
            undo.callback(os.close, self._folder)
            self._file = FileIO(create_file(self._draft, self._folder), "r+")
            undo.callback(self._remove_draft)
            undo.callback(self._file.close)
            with suppress(OSError):  # a file system without locks: then its age alone says whether it is used
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._undo = undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file, and remove it unless it was committed."""
        self._undo.close()

    def free_bytes(self) -> int:
        """Free space of the disk, in bytes."""
        facts = os.statvfs(self._folder)
        return facts.f_bavail * facts.f_frsize

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            OSError: the disk is full, or fails.
            RuntimeError: the `with` block was not entered.
        """
        file, remaining = self._opened(), memoryview(data)
        while remaining:  # an unbuffered write may be short
            remaining = remaining[file.write(remaining) :]

    def copy(self, source: BinaryIO) -> None:
        """Append the bytes of another file, and take over its modification time.

        Raises:
            OSError: one of them cannot be read or written.
            RuntimeError: the `with` block was not entered.
        """
        facts = os.fstat(source.fileno())
        shutil.copyfileobj(source, self, COPY_BYTES)
        os.utime(self._opened().fileno(), ns=(facts.st_atime_ns, facts.st_mtime_ns))

    def commit(self, *, replace: bool) -> None:
        """Flush the file to disk and rename it to its target atomically; a link there is replaced, not followed.

        Args:
            replace: Whether to replace an existing file.

        Raises:
            FileExistsError: the target exists and `replace` is false.
            IsADirectoryError: the target is a folder.
            RuntimeError: the `with` block was not entered.
        """
        os.fsync(self._opened().fileno())
        if replace:
            self._rename()
            return
        try:  # unlike a rename, a link fails if the target exists
            os.link(self._draft, self._name, src_dir_fd=self._folder, dst_dir_fd=self._folder, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links, such as exFAT
            if self._is_taken():
                raise FileExistsError(self._name) from None
            self._rename()

    def _rename(self) -> None:
        os.replace(self._draft, self._name, src_dir_fd=self._folder, dst_dir_fd=self._folder)

    def _is_taken(self) -> bool:
        with suppress(FileNotFoundError):
            os.stat(self._name, dir_fd=self._folder, follow_symlinks=False)
            return True
        return False

    def _remove_draft(self) -> None:
        with suppress(FileNotFoundError):  # committed by its name
            os.unlink(self._draft, dir_fd=self._folder)

    def _opened(self) -> FileIO:
        if self._file is None:
            raise RuntimeError("the file is not open; use PartialFile in a with block")
        return self._file


def sweep(name: str, folder: int) -> bool:
    """Remove a draft that a crash has left; returns whether it was one.

    Args:
        name: Of a file.
        folder: Descriptor of its folder.
    """
    if not DRAFT_NAME.fullmatch(name):
        return False
    with suppress(OSError), open_file(name, folder=folder) as file:
        if time.time() - os.fstat(file.fileno()).st_mtime < STALE_S:
            return False
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError: somebody still writes it
        os.unlink(name, dir_fd=folder)
        return True
    return False
