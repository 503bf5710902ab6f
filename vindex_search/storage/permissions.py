"""Permissions of what vindex writes: for the user who runs it, and for a group where its folder is shared with one.

A folder with the setgid bit is shared: what is made in it belongs to its group, as Samba, NFS and Kubernetes' `fsGroup`
set it up, and the group may do there what it may do in that folder. In any other folder files are 0600 and folders
0700, whatever the umask says.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600
PRIVATE_UMASK: Final = 0o077
CREATE: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def is_shared(folder: Path | int) -> bool:
    """Whether a folder, by path or descriptor, is shared with its group.

    Raises:
        OSError: it does not exist.
    """
    return bool(os.stat(folder).st_mode & stat.S_ISGID)  # noqa: PTH116 - of a descriptor too


def _group_rights(folder: Path | int) -> int:
    """What the group may do in a folder that is shared with it, as bits of a mode; none in any other."""
    mode = os.stat(folder).st_mode  # noqa: PTH116 - of a descriptor too
    return mode & stat.S_IRWXG if mode & stat.S_ISGID else 0


def make_folder(name: str, above: int) -> None:
    """Make a folder in the one that a descriptor is of; no-op where there is something of this name.

    Raises:
        OSError: it cannot be made.
    """
    mode = PRIVATE_FOLDER | (stat.S_ISGID | _group_rights(above) if is_shared(above) else 0)
    with suppress(FileExistsError):
        os.mkdir(name, PRIVATE_FOLDER, dir_fd=above)
        made = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=above)
        try:
            _set_mode(made, mode)
        finally:
            os.close(made)


def make_folders(path: Path) -> None:
    """Make a folder and those above it, where they do not exist.

    Raises:
        FileExistsError, NotADirectoryError: a file is in its place.
        OSError: it cannot be made.
    """
    if path.is_dir():
        return
    make_folders(path.parent)
    above = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        make_folder(path.name, above)
    finally:
        os.close(above)
    if not path.is_dir():
        raise FileExistsError(f"{path} is no folder; allowed is a folder, or nothing of this name")


def create_file(name: str | Path, folder: int | None = None) -> int:
    """The descriptor of a new file, for reading and writing.

    Args:
        name: Its name or, where `folder` is None, its path.
        folder: Descriptor of the folder.

    Raises:
        FileExistsError: there is something of this name.
        OSError: it cannot be created.
    """
    made = os.open(name, CREATE, PRIVATE_FILE, dir_fd=folder)
    rights = _group_rights(Path(name).parent if folder is None else folder)
    _set_mode(made, PRIVATE_FILE | rights & ~stat.S_IXGRP)
    return made


def _set_mode(opened: int, mode: int) -> None:
    """Set the permissions of what was just made, where they are others and the file system has any."""
    if stat.S_IMODE(os.fstat(opened).st_mode) != mode:
        with suppress(PermissionError):  # exFAT and SMB have their own, and NFS may give a new file to nobody
            os.fchmod(opened, mode)


def set_umask(home: Path) -> None:
    """Let all that this process and its children write, also through other libraries, be as private as `home` is.

    Args:
        home: Folder of the library, which need not exist.
    """
    os.umask(PRIVATE_UMASK & ~(_group_rights(home) if home.is_dir() else 0))


def tighten(folder: Path) -> bool:
    """Close a folder of ours that every user of the machine can look into to all but its owner; returns whether it was.

    Only the folder itself is changed, as what lies in it is then out of reach. A shared one stays as it is, and so does
    one of another user, or a link.
    """
    if not is_exposed(folder) or is_shared(folder) or folder.lstat().st_uid != os.geteuid():
        return False
    folder.chmod(PRIVATE_FOLDER)
    return True


def is_exposed(folder: Path) -> bool:
    """Whether every user of the machine can look into a folder."""
    try:
        mode = folder.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    return stat.S_ISDIR(mode) and bool(mode & stat.S_IRWXO)
