"""The ways in which a process ends, or is brought near its end, at a crash point."""

from __future__ import annotations

import ctypes
import errno
import faulthandler
import os
import resource
import signal
from collections.abc import Callable
from typing import Final, Literal, get_args

End = Literal["kill", "terminate", "exit", "segfault", "allocation", "memory", "disk", "host"]
ENDS: Final[tuple[End, ...]] = get_args(End)
EXIT_STATUS: Final = 86  # of `exit`: no library ends with it by itself
HUGE_BYTES: Final = 1 << 40  # more than there is
LEFT_BYTES: Final = 8 << 20  # address space that a process keeps when its memory is limited


def kill() -> None:
    """As the kernel does where memory is short, or an operator who is in a hurry."""
    os.kill(os.getpid(), signal.SIGKILL)


def terminate() -> None:
    """As systemd, Docker and Dagster do: a process may hear it and clean up."""
    os.kill(os.getpid(), signal.SIGTERM)


def leave() -> None:
    """As native code that calls `_exit`: nothing of Python is run any more, no `finally` and no `atexit`."""
    os._exit(EXIT_STATUS)


def segfault() -> None:
    """As a decoder that reads where there is nothing."""
    faulthandler.disable()
    ctypes.string_at(0)


def fail_an_allocation() -> None:
    """As one array that is too large: an error, after which there is memory as before."""
    bytearray(HUGE_BYTES)


def exhaust_memory() -> None:
    """Limit the address space to a little more than there is: from here on, this and that fails, in native code too."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + LEFT_BYTES, hard))
    bytearray(HUGE_BYTES)


def fill_disk() -> None:
    """As a write to a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def restart_host() -> None:
    """As a machine that loses its power: every process of this session at once."""
    os.killpg(0, signal.SIGKILL)


def _address_space() -> int:
    """Bytes of this process (proc(5), statm)."""
    with open("/proc/self/statm", encoding="ascii") as facts:  # noqa: PTH123 - no path of ours
        return int(facts.read().split()[0]) * resource.getpagesize()


HOW: Final[dict[End, Callable[[], None]]] = {
    "kill": kill,
    "terminate": terminate,
    "exit": leave,
    "segfault": segfault,
    "allocation": fail_an_allocation,
    "memory": exhaust_memory,
    "disk": fill_disk,
    "host": restart_host,
}
# What a process that ends so leaves as its status; of the others it depends on who hears it.
STATUS: Final[dict[End, int]] = {"kill": -signal.SIGKILL, "exit": EXIT_STATUS, "segfault": -signal.SIGSEGV}
