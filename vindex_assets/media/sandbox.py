"""Run a function in a child process: a crash, a hang or a memory leak of a decoder costs one video, not the worker.

parent (this module)                               child (`sandbox_child`)
function, arguments  -- temporary file, stdin -->  imports the function and calls it
deadline, heartbeat, memory  <-- pipe, JSON lines --  {"progress": s} ... then one of
                                                   {"result": ...}, {"failure": ...}, {"unexpected": ...}
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from vindex_assets.failures import Cancelled, DecoderDied, Permanent, Transient, VideoFailure

MEMORY_LIMIT: Final = 2 * 2**30  # bytes resident: ten times what decoding 4K video was measured to take
STALL_TIMEOUT_S: Final = 120.0  # between two heartbeats: a frame of 8K takes a second on a busy machine
POLL_INTERVAL_S: Final = 0.2
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
READ_BYTES: Final = 1 << 16
CHILD_MODULE: Final = "vindex_assets.media.sandbox_child"
FAILURES: Final[dict[str, type[VideoFailure]]] = {kind.__name__: kind for kind in (Permanent, Transient, Cancelled)}
# Signals by which a library dies of a file. Any other was sent from outside: a shutdown, or the kernel out of memory.
CRASHES: Final = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS})

Result = dict[str, Any]
Message = dict[str, Any]
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What a child process may use.

    Attributes:
        deadline_s: Wall-clock seconds in all.
        stall_s: Seconds between two heartbeats (progress messages), counted from the first one on.
        memory_limit: Resident bytes.
    """

    deadline_s: float
    stall_s: float
    memory_limit: int


def run_sandboxed(
    function: Callable[..., Result],
    *arguments: Any,
    deadline_s: float,
    progress: Progress | None = None,
    memory_limit: int = MEMORY_LIMIT,
    stall_s: float = STALL_TIMEOUT_S,
) -> Result:
    """Call `function(*arguments, progress)` in a child process and return its result.

    Args:
        function: At the top level of a module; its result must be JSON, bulk data belongs in files.
        arguments: Must be JSON.
        deadline_s: Seconds after which the child is killed.
        progress: Called with each number that the function reports: the seconds of video that it has reached.
        memory_limit: Resident bytes above which the child is killed.
        stall_s: Seconds without a report after which the child is killed, counted from its first report on.

    Raises:
        Permanent: raised by the function, or the child took too much memory for this file.
        DecoderDied: the child crashed, or exceeded its deadline or the stall timeout.
        Transient: raised by the function, or it raised an unexpected error, or the child was killed from outside.
        Cancelled: raised by the function.
    """
    limits = ChildLimits(deadline_s=deadline_s, stall_s=stall_s, memory_limit=memory_limit)
    reader, writer = os.pipe()
    with _task_file(function, arguments) as task, os.fdopen(reader, "rb", buffering=0) as messages:
        command = [sys.executable, "-m", CHILD_MODULE, str(writer), str(os.getpid())]
        try:
            child = subprocess.Popen(command, stdin=task, pass_fds=[writer])
        finally:
            os.close(writer)
        with child:
            try:
                return _await_result(child, messages, Watchdog(child.pid, limits), progress)
            finally:
                child.kill()


def _task_file(function: Callable[..., Result], arguments: tuple[Any, ...]) -> IO[bytes]:
    """The call as a file: unlike a pipe it can be written in full before anybody reads."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it, when the child has ended
    task = {"module": function.__module__, "name": function.__qualname__, "arguments": arguments}
    file.write(json.dumps(task).encode())
    file.seek(0)
    return file


@dataclass(slots=True)
class Watchdog:
    """Holds a running child to its limits; `position_s` is the second of the video reported last."""

    pid: int
    limits: ChildLimits
    started: float = field(default_factory=time.monotonic)
    last_heartbeat: float | None = None
    position_s: float = 0.0

    def heartbeat(self, position_s: float) -> None:
        """Note that the child is alive, at this second of the video."""
        self.last_heartbeat, self.position_s = time.monotonic(), position_s

    def check(self) -> None:
        """Raise DecoderDied where the child hangs, and Permanent where it takes too much memory."""
        now, limits = time.monotonic(), self.limits
        if now - self.started > limits.deadline_s:
            raise DecoderDied(f"decoding exceeded its deadline of {limits.deadline_s:.0f} s{self._position()}")
        if self.last_heartbeat is not None and now - self.last_heartbeat > limits.stall_s:
            raise DecoderDied(f"decoding made no progress for {limits.stall_s:.0f} s{self._position()}")
        if _resident_bytes(self.pid) > limits.memory_limit:
            raise _out_of_memory(limits)

    def _position(self) -> str:
        return f"; it had reached second {self.position_s:.1f}" if self.last_heartbeat is not None else ""


def _await_result(
    child: subprocess.Popen[bytes], messages: IO[bytes], watchdog: Watchdog, progress: Progress | None
) -> Result:
    for message in _read_messages(messages, watchdog):
        if "progress" not in message:
            return _result(message, watchdog.limits)
        watchdog.heartbeat(message["progress"])
        if progress:
            progress(message["progress"])
    raise _exit_failure(child)


def _read_messages(pipe: IO[bytes], watchdog: Watchdog) -> Iterator[Message]:
    """The child's messages as they arrive, until it closes the pipe or exceeds a limit."""
    incomplete = b""
    while True:
        watchdog.check()
        if not select.select([pipe], [], [], POLL_INTERVAL_S)[0]:
            continue
        block = os.read(pipe.fileno(), READ_BYTES)
        if not block:
            return
        *lines, incomplete = (incomplete + block).split(b"\n")
        yield from map(json.loads, lines)


def _result(message: Message, limits: ChildLimits) -> Result:
    """The result in the child's last message, or the failure that it reports."""
    if "failure" in message:
        raise FAILURES[message["failure"]](message["reason"])
    if message.get("unexpected") == MemoryError.__name__:
        raise _out_of_memory(limits)
    if "unexpected" in message:
        raise Transient(f"unexpected {message['unexpected']} while decoding; the log has the trace")
    result: Result = message["result"]
    return result


def _out_of_memory(limits: ChildLimits) -> Permanent:
    return Permanent(f"decoding used more than its limit of {limits.memory_limit // 2**20} MiB of memory")


def _exit_failure(child: subprocess.Popen[bytes]) -> VideoFailure:
    """What the exit status of a child means that ended without a result."""
    status = child.wait()
    if status >= 0:
        return DecoderDied(f"the decoder crashed on this file (status {status})")
    killed_by = signal.Signals(-status)
    if killed_by in CRASHES:
        return DecoderDied(f"the decoder crashed on this file ({killed_by.name})")
    return Transient(f"decoding was killed from outside ({killed_by.name})")


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0
