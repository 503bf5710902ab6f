"""Work on hostile files in a child process: a crash, a hang or a memory blow-up costs one video, never the worker.

The child is this module run by the same Python. It reads on its standard input which function to call, and writes
one JSON line after the other to a pipe: progress, then its result or the failure it met. It dies with its parent.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
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

from vindex_assets.failures import Cancelled, Permanent, Transient, VideoFailure

MEMORY_LIMIT: Final = 2 * 2**30  # bytes resident: ten times what decoding a 4K film was seen to take
STALL_S: Final = 120.0  # between two heartbeats: a frame of 8K takes a second where the machine is busy
POLL_INTERVAL_S: Final = 0.2
PR_SET_PDEATHSIG: Final = 1  # prctl(2)
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
BLOCK: Final = 1 << 16
FAILURES: Final[dict[str, type[VideoFailure]]] = {kind.__name__: kind for kind in (Permanent, Transient, Cancelled)}
# How a library dies of a file. Any other signal was somebody's wish: a shutdown, or the kernel short of memory.
CRASHES: Final = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS})

Result = dict[str, Any]
Message = dict[str, Any]
Progress = Callable[[float], None]


def run_sandboxed(
    function: Callable[..., Result],
    *arguments: Any,
    deadline_s: float,
    progress: Progress | None = None,
    memory_limit: int = MEMORY_LIMIT,
    stall_s: float = STALL_S,
) -> Result:
    """Call `function(*arguments, progress)` in a child and return its result.

    Args:
        function: Of a module's top level; its result must go through JSON, large ones belong into files.
        arguments: Must go through JSON.
        deadline_s: Seconds after which the child is ended.
        progress: Called with each number that the function reports, the seconds of video it has come to.
        memory_limit: Resident bytes above which the child is ended.
        stall_s: Seconds without a report after which the child is ended; they count from its first report on.

    Raises:
        Permanent: the function said so, or the child crashed, hung, or took too much memory on this file.
        Transient: the function said so, or met an error of another kind, or the child was ended from outside.
        Cancelled: the function said so.
    """
    reader, writer = os.pipe()
    with _task(function, arguments) as task, os.fdopen(reader, "rb", buffering=0) as answers:
        command = [sys.executable, "-m", __name__, str(writer), str(os.getpid())]
        try:
            child = subprocess.Popen(command, stdin=task, pass_fds=[writer])
        finally:
            os.close(writer)
        with child:
            try:
                watch = ChildLimits(child.pid, deadline_s, stall_s, memory_limit)
                return _follow(child, answers, watch, progress)
            finally:
                child.kill()


def _task(function: Callable[..., Result], arguments: tuple[Any, ...]) -> IO[bytes]:
    """A file rather than a pipe: to write it needs nobody who reads."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it, when the child has ended
    task = {"module": function.__module__, "name": function.__qualname__, "arguments": arguments}
    file.write(json.dumps(task).encode())
    file.seek(0)
    return file


@dataclass(slots=True)
class ChildLimits:
    """What a child is held to: so many seconds in all and from one heartbeat to the next, and so much memory."""

    pid: int
    deadline_s: float
    stall_s: float
    memory_limit: int
    began: float = field(default_factory=time.monotonic)
    last_beat: float | None = None
    reached_s: float = 0.0

    def beat(self, reached_s: float) -> None:
        """The child has come to this second of the video."""
        self.last_beat, self.reached_s = time.monotonic(), reached_s

    def check(self) -> None:
        """Permanent where the child is beyond one of its limits."""
        now = time.monotonic()
        if now - self.began > self.deadline_s:
            raise Permanent(f"decoding did not end within {self.deadline_s:.0f} s{self._at()}")
        if self.last_beat is not None and now - self.last_beat > self.stall_s:
            raise Permanent(f"decoding stood still for {self.stall_s:.0f} s{self._at()}")
        if _resident(self.pid) > self.memory_limit:
            raise _too_much(self.memory_limit)

    def _at(self) -> str:
        return f"; it had come to second {self.reached_s:.1f}" if self.last_beat is not None else ""


def _follow(
    child: subprocess.Popen[bytes], answers: IO[bytes], watch: ChildLimits, progress: Progress | None
) -> Result:
    for message in _messages(answers, watch):
        if "progress" not in message:
            return _outcome(message, watch.memory_limit)
        watch.beat(message["progress"])
        if progress:
            progress(message["progress"])
    raise _death(child)


def _messages(answers: IO[bytes], watch: ChildLimits) -> Iterator[Message]:
    """What the child writes, line by line, while it keeps within its limits."""
    rest = b""
    while True:
        watch.check()
        if not select.select([answers], [], [], POLL_INTERVAL_S)[0]:
            continue
        block = os.read(answers.fileno(), BLOCK)
        if not block:
            return
        *lines, rest = (rest + block).split(b"\n")
        yield from map(json.loads, lines)


def _outcome(message: Message, memory_limit: int) -> Result:
    if "failure" in message:
        raise FAILURES[message["failure"]](message["reason"])
    if message.get("unexpected") == MemoryError.__name__:
        raise _too_much(memory_limit)
    if "unexpected" in message:
        raise Transient(f"unexpected {message['unexpected']} while decoding; the log has the trace")
    result: Result = message["result"]
    return result


def _too_much(memory_limit: int) -> Permanent:
    return Permanent(f"decoding took more than {memory_limit // 2**20} MiB of memory")


def _death(child: subprocess.Popen[bytes]) -> VideoFailure:
    status = child.wait()
    if status >= 0:
        return Permanent(f"the decoder crashed on this file (status {status})")
    killed_by = signal.Signals(-status)
    if killed_by in CRASHES:
        return Permanent(f"the decoder crashed on this file ({killed_by.name})")
    return Transient(f"decoding was ended from outside ({killed_by.name})")


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0


def _call(answers: IO[str], task: Message) -> Message:
    def tell(value: float) -> None:
        _write(answers, {"progress": value})

    try:
        function = getattr(importlib.import_module(task["module"]), task["name"])
        return {"result": function(*task["arguments"], tell)}
    except VideoFailure as failure:
        return {"failure": type(failure).__name__, "reason": failure.reason}
    except Exception as surprise:  # noqa: BLE001 - the parent must hear of every kind; it decides what it means
        sys.excepthook(type(surprise), surprise, surprise.__traceback__)
        return {"unexpected": type(surprise).__name__}


def _write(answers: IO[str], message: Message) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


def main(pipe: int, parent: int) -> None:
    """The child's side."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a parent that ignores it hands that on
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash is expected here; its core would fill the disk
    if os.getppid() != parent:
        return
    with os.fdopen(pipe, "w", encoding="utf-8") as answers:
        _write(answers, _call(answers, json.load(sys.stdin)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
