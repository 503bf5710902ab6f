"""Run a function in a child process: a crash, a hang or a memory leak of a decoder costs one video, not the worker.

parent (this module)                               child (`child`)
function, arguments  -- temporary file, stdin -->  closes the jail, imports the function and calls it
deadline, heartbeat, memory  <-- pipe, JSON lines --  {"progress": s} ... then one of
                                                   {"result": ...}, {"failure": ...}, {"unexpected": ...}
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

from vindex_search.common.text import visible
from vindex_search.sandbox import usage
from vindex_search.sandbox.environment import child_environment, import_roots
from vindex_search.sandbox.error_output import passed_on
from vindex_search.sandbox.failures import DecoderDied, Transient, VideoFailure
from vindex_search.sandbox.jail.jail import Jail
from vindex_search.sandbox.jail.limits import ResourceLimits
from vindex_search.sandbox.jail.protections import Protections, protections
from vindex_search.sandbox.messages import read_messages, result_of
from vindex_search.sandbox.scratch import refuse_traps
from vindex_search.sandbox.watchdog import MEMORY_LIMIT, STALL_TIMEOUT_S, WRITTEN_LIMIT, ChildLimits, Watchdog

CHILD_MODULE: Final = "vindex_search.sandbox.child"
# Signals by which a library dies of a file. Any other was sent from outside: a shutdown, or the kernel out of memory.
CRASHES: Final = frozenset(
    {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS, signal.SIGXCPU}
)

log = logging.getLogger("vindex.media")

Result = dict[str, Any]
Progress = Callable[[float], None]


def run_sandboxed(
    function: Callable[..., Result],
    *arguments: Any,
    deadline_s: float,
    progress: Progress | None = None,
    memory_limit: int = MEMORY_LIMIT,
    stall_s: float = STALL_TIMEOUT_S,
    written_limit: int = WRITTEN_LIMIT,
    readable: Sequence[Path] = (),
    writable: Path | None = None,
) -> Result:
    """Call `function(*arguments, progress)` in a child process, in a jail, and return its result.

    Args:
        function: At the top level of a module; its result must be JSON, bulk data belongs in files.
        arguments: Must be JSON.
        deadline_s: Seconds after which the child is killed.
        progress: Called with each number that the function reports: the seconds of video that it has reached.
        memory_limit: Resident bytes above which the child is killed.
        stall_s: Seconds without a report after which the child is killed, counted from its first report on.
        written_limit: Bytes in `writable` above which the child is killed.
        readable: The files that the function may open, beside Python and its libraries: no others, nor any folder.
        writable: The folder that it may write to; None: it writes nothing.

    Raises:
        Permanent: raised by the function, or the child took too much memory or disk for this file.
        DecoderDied: the child crashed, or exceeded its deadline or the stall timeout.
        Transient: raised by the function, or it raised an unexpected error, or the child was killed from outside.
        Cancelled: raised by the function.
    """
    limits = ChildLimits(deadline_s=deadline_s, stall_s=stall_s, memory_limit=memory_limit, written_limit=written_limit)
    jail = Jail(
        readable=tuple(str(path.absolute()) for path in readable),
        writable=str(writable.absolute()) if writable else None,
        limits=ResourceLimits.of(limits),
        protections=warn_of_what_is_missing(),
    )
    reader, writer = os.pipe()
    with _task_file(function, arguments, jail) as task, os.fdopen(reader, "rb", buffering=0) as messages:
        try:
            child = _start(task, writer, child_environment(import_roots(function.__module__), jail.writable))
        finally:
            os.close(writer)
        errors: Any = child.stderr
        watchdog = Watchdog(child.pid, limits, writable)
        with child, passed_on(errors):
            try:
                result = _await_result(child, messages, watchdog, progress)
            finally:
                usage.note_peak(child.pid, seen=watchdog.peak_bytes)
                child.kill()
                usage.reap(child)
    if writable:
        refuse_traps(writable)
    return result


@cache
def warn_of_what_is_missing() -> Protections:
    """What this kernel has of the jail; the first call writes what it lacks to the log."""
    found = protections()
    for sentence in found.missing:
        log.warning("%s", visible(sentence))
    return found


def _start(task: IO[bytes], writer: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """The child, without the current folder on its path: a `json.py` among the uploads is no module of Python's."""
    command = [sys.executable, "-P", "-m", CHILD_MODULE, str(writer), str(os.getpid())]
    return subprocess.Popen(
        command, stdin=task, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, pass_fds=[writer], env=environment
    )


def _task_file(function: Callable[..., Result], arguments: tuple[Any, ...], jail: Jail) -> IO[bytes]:
    """The call as a file: unlike a pipe it can be written in full before anybody reads."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it, when the child has ended
    task = {
        "module": function.__module__,
        "name": function.__qualname__,
        "arguments": arguments,
        "jail": jail.to_dict(),
    }
    file.write(json.dumps(task).encode())
    file.seek(0)
    return file


def _await_result(
    child: subprocess.Popen[bytes], messages: IO[bytes], watchdog: Watchdog, progress: Progress | None
) -> Result:
    for message in read_messages(messages, watchdog):
        if "progress" not in message:
            return result_of(message, watchdog.limits)
        watchdog.heartbeat(message["progress"])
        if progress:
            progress(message["progress"])
    raise _exit_failure(child)


def _exit_failure(child: subprocess.Popen[bytes]) -> VideoFailure:
    """What the exit status of a child means that ended without a result."""
    status = usage.reap(child)
    if status >= 0:
        return DecoderDied(f"the decoder crashed on this file (status {status})")
    killed_by = signal.Signals(-status)
    if killed_by in CRASHES:
        return DecoderDied(f"the decoder crashed on this file ({killed_by.name})")
    return Transient(f"decoding was killed from outside ({killed_by.name})")
