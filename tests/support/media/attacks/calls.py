"""Raw system calls by name, for attacks that Python has no function for."""

from __future__ import annotations

import ctypes
import os

from vindex_search.sandbox.jail import refused_calls
from vindex_search.sandbox.jail.syscalls import machine


def call(name: str, *arguments: int | bytes | None) -> int:
    """Make a system call that the jail knows.

    Raises:
        OSError: it fails.
    """
    column = machine()
    assert column is not None
    (number,) = (table[name][column] for table in (*refused_calls.GROUPS, refused_calls.BY_ARGUMENT) if name in table)
    widened = [ctypes.c_long(given) if isinstance(given, int) else given for given in arguments]
    result = int(ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *widened))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
