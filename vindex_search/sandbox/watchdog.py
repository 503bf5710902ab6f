"""Holds a running child to its limits, from outside: what it does to itself does not change them."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vindex_search.sandbox.failures import DecoderDied, Permanent
from vindex_search.sandbox.scratch import takes_more

MEMORY_LIMIT: Final = 2 * 2**30  # bytes resident: ten times what decoding 4K video was measured to take
STALL_TIMEOUT_S: Final = 120.0  # between two heartbeats: a frame of 8K takes a second on a busy machine
WRITTEN_LIMIT: Final = 16 * 2**30  # bytes: some five times the pictures and the sound of twelve hours
POLL_INTERVAL_S: Final = 0.2
FOLDER_INTERVAL_S: Final = 2.0  # the files of hours of film are hundreds: to look at them takes a millisecond
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What a child process may use.

    Attributes:
        deadline_s: Wall-clock seconds in all.
        stall_s: Seconds between two heartbeats (progress messages), counted from the first one on.
        memory_limit: Resident bytes.
        written_limit: Bytes in the folder that it may write to.
    """

    deadline_s: float
    stall_s: float
    memory_limit: int
    written_limit: int = WRITTEN_LIMIT


@dataclass(slots=True)
class Watchdog:
    """Holds a running child to its limits.

    `position_s` is the second of the video reported last, `peak_bytes` the most resident memory that was seen.
    """

    pid: int
    limits: ChildLimits
    folder: Path | None = None
    started: float = field(default_factory=time.monotonic)
    last_heartbeat: float | None = None
    position_s: float = 0.0
    peak_bytes: int = 0
    folder_due: float = field(default_factory=time.monotonic)

    def heartbeat(self, position_s: float) -> None:
        """Note that the child is alive, at this second of the video."""
        self.last_heartbeat, self.position_s = time.monotonic(), position_s

    def check(self) -> None:
        """Raise DecoderDied where the child hangs, and Permanent where it takes too much memory or disk."""
        now, limits = time.monotonic(), self.limits
        if now - self.started > limits.deadline_s:
            raise DecoderDied(f"decoding exceeded its deadline of {limits.deadline_s:.0f} s{self._position()}")
        if self.last_heartbeat is not None and now - self.last_heartbeat > limits.stall_s:
            raise DecoderDied(f"decoding made no progress for {limits.stall_s:.0f} s{self._position()}")
        resident = _resident_bytes(self.pid)
        self.peak_bytes = max(self.peak_bytes, resident)
        if resident > limits.memory_limit:
            raise out_of_memory(limits)
        if self.folder is not None and now >= self.folder_due:
            self.folder_due = now + FOLDER_INTERVAL_S
            if takes_more(self.folder, limits.written_limit):
                raise wrote_too_much(limits)

    def _position(self) -> str:
        return f"; it had reached second {self.position_s:.1f}" if self.last_heartbeat is not None else ""


def out_of_memory(limits: ChildLimits) -> Permanent:
    """The failure of a child that took too much memory for this file."""
    return Permanent(f"decoding used more than its limit of {limits.memory_limit // 2**20} MiB of memory")


def wrote_too_much(limits: ChildLimits) -> Permanent:
    """The failure of a child that wrote more than any film gives."""
    return Permanent(f"decoding wrote more than its limit of {limits.written_limit // 2**20} MiB")


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0
