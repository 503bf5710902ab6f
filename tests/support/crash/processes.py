"""Processes that work on a library and may crash: forked from a server that has imported everything once."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any, Final

import psutil

from tests.support.concurrency.waiting import until
from tests.support.crash.crash import REACHED, Crash

Scenario = Callable[..., None]  # called with an open library, and arguments of its own
PATIENCE_S: Final = 120.0
WARM: Final = "tests.support.crash.warm"


@dataclass
class CrashingLibrary:
    """A library in a folder, and the processes that worked on it.

    Attributes:
        folder: Holds the library, scratch files and what the processes print.
        environment: Further variables of the processes.
    """

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The folder of the library."""
        return self.folder / "home"

    @property
    def scratch(self) -> Path:
        """Where the processes have their scratch files."""
        return self.folder / "scratch"

    @property
    def forked_by(self) -> Path:
        """Has a file for each server that forked the processes, named by its process id.

        The processes note it themselves: one that crashes is gone before its parent could be asked for.
        """
        return self.folder / "forked_by"

    def run(
        self,
        scenario: Scenario,
        *arguments: object,
        crash: Crash | None = None,
    ) -> int:
        """Run a scenario in a process of its own; returns its exit status, negative where a signal ended it."""
        process = start(self, scenario, arguments, crash)
        process.join(PATIENCE_S)
        if process.exitcode is None:
            process.kill()
            raise AssertionError(f"{scenario.__name__} does not end:\n{self.output}")
        return process.exitcode

    def crash(self, crash: Crash, scenario: Scenario, *arguments: object) -> int:
        """Run a scenario that crashes; fails where the point is never passed."""
        (self.folder / REACHED).unlink(missing_ok=True)
        status = self.run(scenario, *arguments, crash=crash)
        assert (self.folder / REACHED).exists(), f"{crash} was never reached:\n{self.output}"
        return status

    def finish(self, scenario: Scenario, *arguments: object) -> None:
        """Run a scenario that must end well."""
        status = self.run(scenario, *arguments)
        assert status == 0, f"{scenario.__name__} ended with {status}:\n{self.output}"

    def running(self) -> list[psutil.Process]:
        """What the processes have left running: it becomes a child of the server that forked them."""
        servers = (psutil.Process(int(server.name)) for server in self.forked_by.iterdir())
        return [child for server in servers for child in server.children(recursive=True)]

    def wait_until_alone(self) -> None:
        """Wait until nothing that the processes started is left running."""
        until(lambda: not self.running(), deadline_s=20)

    @property
    def output(self) -> str:
        """The end of what the processes printed."""
        log = self.folder / "output"
        return log.read_text(encoding="utf-8", errors="replace")[-6000:] if log.exists() else ""


def start(
    library: CrashingLibrary, scenario: Scenario, arguments: tuple[Any, ...], crash: Crash | None
) -> ForkServerProcess:
    """Start a process that runs a scenario."""
    context: ForkServerContext = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([WARM])
    process = context.Process(target=_enter, args=(library, scenario, arguments, crash), daemon=False)
    process.start()
    return process


def _enter(library: CrashingLibrary, scenario: Scenario, arguments: tuple[Any, ...], crash: Crash | None) -> None:
    """In the forked process: note the parent, open the library, arm the crash, and do what is to be done."""
    from tests.support.crash.cheap_steps import cheap_steps
    from tests.support.library.home import open_home
    from vindex_search.settings import settings

    library.forked_by.mkdir(exist_ok=True)
    (library.forked_by / str(os.getppid())).touch()
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _print_to(library.folder / "output")
    library.scratch.mkdir(exist_ok=True)
    with open_home(library.home) as home, cheap_steps():
        os.environ.update(library.environment | {"TMPDIR": str(library.scratch)})
        settings.cache_clear()
        if crash:
            crash.arm(library.folder)
        scenario(home, *arguments)


def _print_to(path: Path) -> None:
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(log, stream.fileno())
