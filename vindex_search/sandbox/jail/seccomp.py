"""seccomp: the kernel refuses this process the system calls that no decoder needs.

The filter is a program of classic BPF over `struct seccomp_data` (seccomp(2)); what it always allows costs nothing,
because the kernel keeps a bitmap of it. A refused call fails with EPERM, so that a library that only tries goes on.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from typing import Final

from vindex_search.sandbox.jail.refused_calls import BY_ARGUMENT, refused_numbers
from vindex_search.sandbox.jail.syscalls import PR_SET_PDEATHSIG, machine, syscall

SET_MODE_FILTER, GET_ACTION_AVAIL = 1, 2
ON_ALL_THREADS: Final = 1  # SECCOMP_FILTER_FLAG_TSYNC
ALLOW, KILL_PROCESS, FAIL = 0x7FFF0000, 0x80000000, 0x00050000
AUDIT_ARCHES: Final = (0xC000003E, 0xC00000B7)  # x86-64, 64-bit ARM
X32_CALLS: Final = 0x40000000  # numbers of x86-64 from here on are those of the x32 interface
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, ARCH_AT, ARGUMENTS_AT = 0, 4, 16  # in `struct seccomp_data`; arguments have 8 bytes, the lower half first
CLONE_THREAD: Final = 0x10000
TIOCSTI, TIOCLINUX = 0x5412, 0x541C  # put characters into the terminal as if they were typed

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, value


def has_seccomp() -> bool:
    """Whether this kernel filters system calls, and the numbers of this machine are known."""
    action = ctypes.c_uint32(FAIL)
    try:
        syscall("seccomp", GET_ACTION_AVAIL, 0, ctypes.byref(action))
    except OSError:
        return False
    return True


def filter_system_calls() -> None:
    """Refuse all threads of this process the calls of `refused_calls`, for good.

    Raises:
        OSError: the kernel refuses the filter.
    """
    column = machine()
    if column is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    program = b"".join(struct.pack("=HBBI", *instruction) for instruction in filter_program(column, os.getpid()))
    buffer = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))  # `struct sock_fprog`
    syscall("seccomp", SET_MODE_FILTER, ON_ALL_THREADS, ctypes.c_char_p(head))


def filter_program(column: int, pid: int) -> list[Instruction]:
    """The filter for a kind of machine and a process."""
    refuse = (RETURN, 0, 0, FAIL | errno.EPERM)
    program: list[Instruction] = [
        (LOAD, 0, 0, ARCH_AT),
        (EQUAL, 1, 0, AUDIT_ARCHES[column]),
        (RETURN, 0, 0, KILL_PROCESS),  # calls of another architecture have other numbers
        (LOAD, 0, 0, NUMBER_AT),
        *([(AT_LEAST, 0, 1, X32_CALLS), refuse] if column == 0 else []),
    ]
    for number in refused_numbers(column):
        program += [(EQUAL, 0, 1, number), refuse]
    for name, block in _by_argument(pid).items():
        program += [(EQUAL, 0, len(block), BY_ARGUMENT[name][column]), *block]
    return [*program, (RETURN, 0, 0, ALLOW)]


def _by_argument(pid: int) -> dict[str, list[Instruction]]:
    """Of each call that its arguments decide on, the instructions, which all end in an answer."""
    allow, refuse = (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, FAIL | errno.EPERM)
    only_oneself = [_load(0), (EQUAL, 0, 1, pid), allow, refuse]
    return {
        "clone": [_load(0), (ANY_BIT, 0, 1, CLONE_THREAD), allow, refuse],
        "clone3": [(RETURN, 0, 0, FAIL | errno.ENOSYS)],  # its flags are in memory; the C library falls back on `clone`
        "kill": only_oneself,
        "tgkill": only_oneself,
        "prctl": [_load(0), (EQUAL, 0, 1, PR_SET_PDEATHSIG), refuse, allow],  # it dies with its parent
        "prlimit64": [_load(2), (EQUAL, 0, 2, 0), _load(2, upper=True), (EQUAL, 1, 0, 0), refuse, allow],  # only reads
        "ioctl": [_load(1), (EQUAL, 1, 0, TIOCSTI), (EQUAL, 0, 1, TIOCLINUX), refuse, allow],
    }


def _load(argument: int, *, upper: bool = False) -> Instruction:
    return (LOAD, 0, 0, ARGUMENTS_AT + 8 * argument + (4 if upper else 0))
