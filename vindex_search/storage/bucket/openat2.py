"""The system call `openat2` (Linux 5.6), which Python's library lacks: opens a path on which no symbolic link lies.

Source: openat2(2).
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

OPENAT2: Final = 437  # the number of the call on every architecture but Alpha
RESOLVE_NO_MAGICLINKS: Final = 0x02
RESOLVE_NO_SYMLINKS: Final = 0x04
RESOLVE_BENEATH: Final = 0x08


class OpenHow(ctypes.Structure):
    """`struct open_how` in its first version, of 24 bytes."""

    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


HOW_BYTES: Final = ctypes.sizeof(OpenHow)


def openat2(path: str, flags: int, *, dir_fd: int) -> int:
    """A descriptor of a path that lies below a folder, without a link or `..` on the way.

    Args:
        path: Relative to the folder.
        flags: Those of `open(2)`; the descriptor is not inherited.
        dir_fd: Descriptor of the folder.

    Raises:
        OSError: it cannot be opened; ELOOP where a link lies on the way, EXDEV where the path leads out, ENOSYS or
            EPERM where the kernel or a seccomp profile knows no such call.
        ValueError: the path holds a NUL.
    """
    name = os.fsencode(path)
    if b"\0" in name:
        raise ValueError(f"the path {path!r} holds a NUL; allowed are names of files")
    opened = _system_call()(OPENAT2, dir_fd, name, _how(flags), HOW_BYTES)
    if opened < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), path)
    return opened


@lru_cache(maxsize=32)  # combinations of flags, of which the bucket has a few
def _how(flags: int) -> OpenHow:
    """How a path is opened; the call only reads it, so that every call with the same flags may share it."""
    return OpenHow(flags | os.O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS)


@cache
def has_openat2() -> bool:
    """Whether the kernel has the call and this process may use it; asked once a process."""
    here = os.open(".", os.O_PATH | os.O_DIRECTORY)
    try:
        os.close(openat2(".", os.O_PATH | os.O_DIRECTORY, dir_fd=here))
    except OSError:  # ENOSYS, or EPERM of a container's older seccomp profile
        return False
    finally:
        os.close(here)
    return True


@cache
def _system_call() -> Callable[[int, int, bytes, OpenHow, int], int]:
    """`syscall(2)` of the C library; all that is variadic is passed as a whole register."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    call.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_char_p, ctypes.POINTER(OpenHow), ctypes.c_size_t)
    return call
