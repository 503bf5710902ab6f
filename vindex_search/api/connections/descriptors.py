"""File descriptors: the process's limit, and how many connections leave enough of them for the library's files."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Final

MAX_DESCRIPTORS: Final = 65_536  # more than any number of connections needs; some limits are a thousand million
MAX_CONNECTIONS: Final = 2_000  # each costs up to 200 KB of memory while it is used
MIN_CONNECTIONS: Final = 8
RESERVED: Final = 256  # the index, artefacts that are read, the bucket on S3, threads of the models
PER_CONNECTION: Final = 2  # its socket, and the file that is sent or received


def raise_descriptor_limit() -> int:
    """Raise the soft limit of open files to the hard one, or MAX_DESCRIPTORS; returns it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MAX_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return MAX_DESCRIPTORS if soft == resource.RLIM_INFINITY else soft


def max_connections(limit: int, *, in_use: int) -> int:
    """How many connections a process with so many descriptors, and so many in use, takes at once."""
    left = (limit - in_use - RESERVED) // PER_CONNECTION
    return max(MIN_CONNECTIONS, min(left, MAX_CONNECTIONS))


def descriptors_in_use() -> int:
    """Number of open descriptors of this process; 0 where the system does not tell."""
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0
