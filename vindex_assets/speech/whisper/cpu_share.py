"""The cores that a transcription may use: all of the machine's, shared with the transcriptions beside it.

Two processes with two threads each on two cores wait for each other: the threads of a matrix product all have to be
done before the next one begins. Processes find each other by locks on files, which the system releases when a process
is killed.
"""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final

FOLDER: Final = "vindex-transcriptions-{user}"  # in the system's folder of temporary files


@contextmanager
def cpu_share() -> Iterator[int]:
    """Take part in the sharing while a transcription lasts; the number of threads it may use, at least 1.

    A transcription that began before keeps what it has: it asks again after its next ten minutes of sound.
    """
    cores = available_cores()
    folder = Path(tempfile.gettempdir()) / FOLDER.format(user=os.getuid())
    folder.mkdir(mode=0o700, exist_ok=True)
    with ExitStack() as held:
        files = [
            held.enter_context(_open_lock(folder, f"{slot}.lock")) for slot in range(cores if _is_own(folder) else 0)
        ]
        taken = _take_one(files)
        yield max(1, cores // max(1, taken))


def _is_own(folder: Path) -> bool:
    """Whether nobody else can write into a folder: its name is known, and any user of the machine may have made it."""
    facts = folder.lstat()
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid() and not facts.st_mode & 0o022


def _open_lock(folder: Path, name: str) -> IO[bytes]:
    """A file to lock, created where it does not exist; what a link in its place leads to is left alone."""
    return os.fdopen(os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "r+b")


def _take_one(files: Sequence[IO[bytes]]) -> int:
    """Lock the first file that nobody holds; how many are held now."""
    held, mine = 0, False
    for file in files:
        if not _lock(file):
            held += 1
        elif mine:
            fcntl.flock(file, fcntl.LOCK_UN)
        else:
            mine = True
            held += 1
    return held


def _lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def available_cores() -> int:
    """Cores that this process may use; `OMP_NUM_THREADS` limits them, as it does those of all numeric libraries."""
    limit = os.environ.get("OMP_NUM_THREADS", "")
    cores = len(os.sched_getaffinity(0))
    return min(cores, int(limit)) if limit.isdecimal() and int(limit) > 0 else cores
