"""What the child writes to its standard error, passed on as text: without a flood, or commands of terminals."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import IO, Final

READ_BYTES: Final = 1 << 12
MAX_BYTES: Final = 1 << 16  # a trace has some thousand; the rest of a flood is read and dropped
JOIN_S: Final = 1.0  # after the child's end; where it left a process behind, the pipe stays open
# Control characters but tab and line feed, and those that turn the direction of text around.
CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@contextmanager
def passed_on(stream: IO[bytes]) -> Iterator[None]:
    """Context manager around the life of a child: its error output goes to that of this process."""
    own = os.dup(stream.fileno())  # the thread may outlast the block, and the number of a closed file is used again
    thread = Thread(target=_pass_on, args=(own,), name="error-output", daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(JOIN_S)


def printable(block: bytes) -> str:
    """Bytes as text in which control characters are written out, such as `\\x1b`."""
    text = block.decode("utf-8", errors="backslashreplace")
    return CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _pass_on(descriptor: int) -> None:
    left = MAX_BYTES
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        while block := stream.read(READ_BYTES):
            if left > 0:
                sys.stderr.write(printable(block[:left]))
                sys.stderr.flush()
            left -= len(block)
