"""Limits that the kernel holds: processor time, memory, files; and no capability but that of reading the upload."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
from dataclasses import dataclass
from typing import Any, Final

from vindex_search.sandbox.jail.syscalls import PR_SET_PDEATHSIG, libc, syscall
from vindex_search.sandbox.watchdog import ChildLimits

OPEN_FILES: Final = 256  # some twenty are, while a film is decoded
FILE_BYTES: Final = 8 * 2**30  # the sound of four days
CPU_GRACE_S: Final = 10  # from SIGXCPU, which can be ignored, to SIGKILL
# Beside what is resident: stacks, buffers and arenas of threads are reserved and mostly never touched.
UNTOUCHED_BYTES: Final = 3 * 2**30
UNTOUCHED_BYTES_A_CORE: Final = 64 * 2**20
CAPABILITY_VERSION: Final = 0x20080522  # _LINUX_CAPABILITY_VERSION_3: two words of 32 bits
# CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: root reads uploads of other users. Landlock says which ones.
KEPT_CAPABILITIES: Final = (1 << 1) | (1 << 2)


@dataclass(frozen=True, slots=True)
class ResourceLimits:
    """Limits of a process: seconds of all its threads together, bytes of private memory, bytes of a file."""

    cpu_s: int
    data_bytes: int
    file_bytes: int = FILE_BYTES
    open_files: int = OPEN_FILES

    @classmethod
    def of(cls, limits: ChildLimits) -> ResourceLimits:
        """What a child needs at most that stays within the limits that its parent watches."""
        cores = os.cpu_count() or 1
        untouched = UNTOUCHED_BYTES + cores * UNTOUCHED_BYTES_A_CORE
        return cls(cpu_s=math.ceil(limits.deadline_s * cores) + 1, data_bytes=limits.memory_limit + untouched)


def confine_process() -> None:
    """Die with the parent process, and write no core dumps: crashes are expected, dumps would fill the disk."""
    libc().prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_resources(limits: ResourceLimits) -> None:
    """Lower the limits of this process, for good."""
    _lower(resource.RLIMIT_CPU, limits.cpu_s, limits.cpu_s + CPU_GRACE_S)
    _lower(resource.RLIMIT_DATA, limits.data_bytes, limits.data_bytes)
    _lower(resource.RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes)
    _lower(resource.RLIMIT_NOFILE, limits.open_files, limits.open_files)


def _lower(kind: int, soft: int, hard: int) -> None:
    _, allowed = resource.getrlimit(kind)
    if allowed != resource.RLIM_INFINITY:
        soft, hard = min(soft, allowed), min(hard, allowed)
    resource.setrlimit(kind, (soft, hard))


def drop_capabilities() -> None:
    """Give up what root has over other users' processes and over the system.

    Raises:
        OSError: a container forbids even that.
    """
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; then the same of the upper 32 bits
    syscall("capget", ctypes.byref(header), ctypes.byref(held))
    kept: Any = (ctypes.c_uint32 * 6)(held[0] & KEPT_CAPABILITIES, held[1] & KEPT_CAPABILITIES, 0, 0, 0, 0)
    syscall("capset", ctypes.byref(header), ctypes.byref(kept))
