"""The folder that a child writes to, as its parent looks at it: how much is there, and whether it is what it seems."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vindex_search.sandbox.failures import DecoderDied

MAX_FILES: Final = 20_000  # twelve hours of film have some thousand
BLOCK_BYTES: Final = 512  # of `st_blocks` (stat(2))
TRAP: Final = "the decoder crashed on this file (it left something other than files)"


def takes_more(folder: Path, limit: int) -> bool:
    """Whether the files of a folder take more bytes of the disk than a limit, or are more than any film gives."""
    taken = 0
    for number, facts in enumerate(_entries(folder)):
        taken += facts.st_blocks * BLOCK_BYTES
        if taken > limit or number == MAX_FILES:
            return True
    return False


def refuse_traps(folder: Path) -> None:
    """Check that a folder holds files of its own alone: who reads a link, or a pipe, reads something else.

    Raises:
        DecoderDied: it does not.
    """
    for number, facts in enumerate(_entries(folder)):
        is_own_file = stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1
        if number == MAX_FILES or not (is_own_file or stat.S_ISDIR(facts.st_mode)):
            raise DecoderDied(TRAP)


def _entries(folder: Path) -> Iterator[os.stat_result]:
    """Facts of each file and folder below a folder, of links their own; what vanishes meanwhile is left out."""
    for root, folders, names in os.walk(folder):
        for name in (*folders, *names):
            try:
                yield Path(root, name).lstat()
            except OSError:
                continue
