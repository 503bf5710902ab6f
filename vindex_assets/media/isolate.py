"""Work on hostile files in a child process: a crash, a hang or a memory blow-up costs one video, never the worker.

The child is this module run by the same Python. It is told on its standard input which function to call, and writes
one JSON line after the other to a pipe: progress, then its result or the failure it met. It dies with its parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final

from vindex_assets.failures import Permanent, Transient, VideoFailure

MEMORY_LIMIT: Final = 2 * 2**30  # bytes resident: ten times what decoding a 4K film was seen to take
LOOK_EVERY_S: Final = 0.2
PR_SET_PDEATHSIG: Final = 1  # prctl(2)
PAGE: Final = os.sysconf("SC_PAGE_SIZE")

Result = dict[str, Any]
Progress = Callable[[float], None]


def run(
    function: Callable[..., Result],
    *arguments: Any,
    deadline_s: float,
    progress: Progress | None = None,
    memory_limit: int = MEMORY_LIMIT,
) -> Result:
    """Call `function(*arguments, progress)` in a child and return its result.

    Args:
        function: Of a module's top level; its result must go through JSON, large ones belong into files.
        arguments: Must go through JSON.
        deadline_s: Seconds after which the child is ended.
        progress: Called with each number that the function reports.
        memory_limit: Resident bytes above which the child is ended.

    Raises:
        Permanent: the function said so, or the child crashed, hung, or took too much memory on this file.
        Transient: the function said so.
    """
    task = {"module": function.__module__, "name": function.__qualname__, "arguments": arguments}
    reader, writer = os.pipe()
    with os.fdopen(reader, "r", encoding="utf-8") as lines:
        command = [sys.executable, "-m", __name__, str(writer), str(os.getpid())]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[writer])
        os.close(writer)
        try:
            return _follow(child, json.dumps(task), lines, deadline_s, progress, memory_limit)
        finally:
            child.kill()
            child.wait()


def _follow(
    child: subprocess.Popen[bytes],
    task: str,
    lines: IO[str],
    deadline_s: float,
    progress: Progress | None,
    memory_limit: int,
) -> Result:
    _send(child, task)
    until = time.monotonic() + deadline_s
    while True:
        if time.monotonic() > until:
            raise Permanent(f"decoding did not end within {deadline_s:.0f} s")
        if _resident(child.pid) > memory_limit:
            raise Permanent(f"decoding took more than {memory_limit // 2**20} MiB of memory")
        if not select.select([lines], [], [], LOOK_EVERY_S)[0]:
            continue
        line = lines.readline()
        if not line.endswith("\n"):
            raise Permanent(f"the decoder crashed on this file ({_death(child)})")
        message = json.loads(line)
        if "progress" not in message:
            return _outcome(message)
        if progress:
            progress(message["progress"])


def _send(child: subprocess.Popen[bytes], task: str) -> None:
    assert child.stdin is not None
    with contextlib.suppress(BrokenPipeError):  # it is dead already; the pipe of its answers will say so
        child.stdin.write(task.encode())
        child.stdin.close()


def _outcome(message: dict[str, Any]) -> Result:
    kinds: dict[str, type[VideoFailure]] = {"permanent": Permanent, "transient": Transient}
    for kind, failure in kinds.items():
        if kind in message:
            raise failure(message[kind])
    result: Result = message["result"]
    return result


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0


def _death(child: subprocess.Popen[bytes]) -> str:
    status = child.wait()
    return signal.Signals(-status).name if status < 0 else f"status {status}"


def _in_child(lines: IO[str], task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    def tell(value: float) -> None:
        _write(lines, {"progress": value})

    function = getattr(importlib.import_module(task["module"]), task["name"])
    try:
        yield {"result": function(*task["arguments"], tell)}
    except Permanent as failure:
        yield {"permanent": failure.reason}
    except Transient as failure:
        yield {"transient": failure.reason}


def _write(lines: IO[str], message: dict[str, Any]) -> None:
    lines.write(json.dumps(message) + "\n")
    lines.flush()


def main(pipe: int, parent: int) -> None:
    """The child's side."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    with os.fdopen(pipe, "w", encoding="utf-8") as lines:
        for message in _in_child(lines, json.load(sys.stdin)):
            _write(lines, message)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
