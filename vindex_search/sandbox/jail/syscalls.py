"""Linux system calls that Python has no function for, by their numbers on x86-64 and on 64-bit ARM."""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

PR_SET_PDEATHSIG: Final = 1  # prctl(2)
PR_SET_NO_NEW_PRIVS: Final = 38
MACHINES: Final = ("x86_64", "aarch64")
ABSENT: Final = -1  # a call that an architecture does not have

# name: number on x86-64 (arch/x86/entry/syscalls/syscall_64.tbl), on ARM (include/uapi/asm-generic/unistd.h).
NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    "capget": (125, 90),
    "capset": (126, 91),
    "seccomp": (317, 277),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
}


def machine() -> int | None:
    """The place of this machine in MACHINES, and so in the table; None where it is another one."""
    name = platform.machine()
    return MACHINES.index(name) if name in MACHINES else None


@cache
def libc() -> Any:
    """The C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def syscall(name: str, *arguments: Any) -> int:
    """Make a system call.

    Raises:
        OSError: it fails, or this machine's numbers are not known.
    """
    column = machine()
    if column is None:
        raise OSError(38, os.strerror(38))  # ENOSYS
    widened = [ctypes.c_long(given) if isinstance(given, int) else given for given in arguments]
    result = int(libc().syscall(ctypes.c_long(NUMBERS[name][column]), *widened))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def forbid_new_privileges() -> None:
    """No program that this process starts gets more rights than it has: what Landlock and seccomp ask for."""
    if libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
