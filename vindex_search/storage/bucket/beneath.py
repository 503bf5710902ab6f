"""Opens what lies below a folder, and nothing that a symbolic link leads to.

Who can write into a folder can lay a link there, to a file of the machine or into the folder of another tenant. So no
path below the root is ever handed to the system as a whole: first the folder of a file is opened, with a call that
refuses links (`openat2`, or part by part where the kernel has none), then the file by its name in that folder, as a
link is never followed there. Between the two nothing can be swapped, because a descriptor stays what it was. The root
itself may be a link, which whoever runs vindex has laid, and what is mounted below it belongs to it.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from vindex_search.storage.bucket.openat2 import has_openat2, openat2
from vindex_search.storage.permissions import make_folder

FOLDER: Final = os.O_PATH | os.O_DIRECTORY  # for names below it; not to be listed
LISTED_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY
# A FIFO that is opened waits for its writer, and a terminal may become that of this process: both flags prevent it.
READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
LINK_ERRNOS: Final = frozenset({errno.ELOOP, errno.EXDEV})  # of a path with a link, or one that leads out


@contextmanager
def opened_folder(root: Path, folder: str, flags: int = FOLDER) -> Iterator[int]:
    """Context manager: the descriptor of a folder below `root`; empty: of the root itself.

    Raises:
        OSError: it cannot be opened; ELOOP or ENOTDIR where a link lies on the way.
    """
    opened = open_folder(root, folder, flags)
    try:
        yield opened
    finally:
        os.close(opened)


def open_folder(root: Path, folder: str, flags: int = FOLDER) -> int:
    """The descriptor of a folder below `root`, as `opened_folder` has it; the caller closes it."""
    if not folder:
        return os.open(root, flags)
    top = os.open(root, FOLDER)
    try:
        return open_below(top, folder, flags)
    finally:
        os.close(top)


def open_below(top: int, path: str, flags: int) -> int:
    """The descriptor of a folder below another one, without a link on the way.

    Raises:
        OSError: it cannot be opened; ELOOP or ENOTDIR where a link lies on the way.
    """
    return openat2(path, flags, dir_fd=top) if has_openat2() else open_by_parts(path, flags, dir_fd=top)


def open_by_parts(path: str, flags: int, *, dir_fd: int) -> int:
    """As `openat2` for folders, on kernels without it: a call for each part of the path.

    Raises:
        OSError: as there; ENOTDIR where a link lies on the way.
    """
    parts = path.split("/")
    if {"", ".", ".."} & set(parts):
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), path)
    opened = os.dup(dir_fd)
    for number, part in enumerate(parts, start=1):
        above = opened
        try:
            wanted = flags if number == len(parts) else FOLDER
            opened = os.open(part, wanted | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=above)
        finally:
            os.close(above)
    return opened


def make_opened_folder(root: Path, folder: str) -> int:
    """The descriptor of a folder below `root` that is made where it does not exist, with those above it.

    Args:
        root: Has to exist.
        folder: Relative to it; empty: the root itself.

    Raises:
        NotADirectoryError: a part of the path is a file or a link.
        OSError: it cannot be made.
    """
    opened = os.open(root, FOLDER)
    for part in filter(None, folder.split("/")):
        above = opened
        try:
            opened = _enter_or_make(part, above)
        except OSError as problem:
            if problem.errno in LINK_ERRNOS:
                raise NotADirectoryError(errno.ENOTDIR, "a link, which is not followed", part) from None
            raise
        finally:
            os.close(above)
    return opened


def _enter_or_make(part: str, above: int) -> int:
    try:
        return open_below(above, part, FOLDER)
    except FileNotFoundError:
        make_folder(part, above)
        return open_below(above, part, FOLDER)


def stat_file(name: str, *, folder: int) -> os.stat_result | None:
    """Stat of a file in a folder; None where it is a link, a folder, a device, a FIFO or a socket.

    Raises:
        OSError: it does not exist, or whether it does cannot be found out.
    """
    facts = os.stat(name, dir_fd=folder, follow_symlinks=False)
    return facts if stat.S_ISREG(facts.st_mode) else None


def open_file(name: str, *, folder: int) -> BinaryIO:
    """A file in a folder, for reading; what has come into its place and is none is refused, and never waited for.

    Raises:
        FileNotFoundError: it does not exist, or is no file.
        OSError: it cannot be opened.
    """
    if stat_file(name, folder=folder) is None:  # not opened: a device may act on it
        raise FileNotFoundError(errno.ENOENT, "neither a link nor a device is followed", name)
    opened = os.open(name, READ, dir_fd=folder)
    if stat.S_ISREG(os.fstat(opened).st_mode):
        return os.fdopen(opened, "rb")
    os.close(opened)
    raise FileNotFoundError(errno.ENOENT, "no file any more", name)


def split_key(key: str) -> tuple[str, str]:
    """The folder and the name of a key."""
    folder, _, name = key.rpartition("/")
    return folder, name
