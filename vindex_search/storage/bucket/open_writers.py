"""Whether a file is complete because no process has it open to write: what Linux tells of files on a disk of its own.

A read lease is granted where nobody has the file open for writing (fcntl(2), F_SETLEASE); it is given back at once. On
a network file system the writers of other hosts are unknown, so there the answer is never "complete".
"""

from __future__ import annotations

import fcntl
import os
import signal
from functools import lru_cache
from pathlib import Path
from typing import Final

F_SETSIG: Final = 10  # fcntl(2); Python has no name for it
OWN_DISKS: Final = frozenset({"btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs", "zfs"})


def is_closed(descriptor: int) -> bool:
    """Whether nobody has a file, opened for reading, open for writing; false also where that cannot be known."""
    if not _is_on_own_disk(os.fstat(descriptor).st_dev):
        return False
    try:
        # A writer that comes in between waits for the lease, and its holder gets a signal: one that is ignored.
        fcntl.fcntl(descriptor, F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError:  # it is being written, or belongs to somebody else
        return False
    return True


@lru_cache(maxsize=16)
def _is_on_own_disk(device: int) -> bool:
    """Whether a device carries a file system of this machine, by proc_pid_mountinfo(5)."""
    number = f"{os.major(device)}:{os.minor(device)}"
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    kinds = [line.partition(" - ")[2].split()[0] for line in lines if line.split()[2] == number]
    return bool(kinds) and set(kinds) <= OWN_DISKS
