"""The host restarts: daemon, code server and the run's worker end at once, and all of them are started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.support.crash.cases import assert_recovered
from tests.support.crash.crash import REACHED
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.world.machine_names import FOLDER, MODULE, POINT
from tests.support.library.home import open_home
from tests.support.session.checkout import CHECKOUT

pytestmark = pytest.mark.timeout(600)  # half a dozen processes, each of which loads Dagster


def run_machine(library: CrashingLibrary, **variables: str) -> int:
    """Start a machine in a session of its own; returns the status of its daemon."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("VINDEX_", "DAGSTER_"))}
    library.scratch.mkdir(exist_ok=True)
    own = {"VINDEX_HOME": str(library.home), "DAGSTER_HOME": str(library.home / "dagster"), "PYTHONPATH": str(CHECKOUT)}
    with (library.folder / "output").open("ab") as output:
        return subprocess.run(
            [sys.executable, "-m", MODULE],
            env={**inherited, **own, "TMPDIR": str(library.scratch), **variables},
            stdout=output,
            stderr=output,
            start_new_session=True,
            check=False,
        ).returncode


@pytest.mark.slow
@pytest.mark.parametrize("point", ["tick.registered", "publish.mark_written"])
def test_a_host_that_restarts_goes_on_where_it_was(new: CrashingLibrary, point: str) -> None:
    with open_home(new.home):
        pass  # the instance is made
    crash = {POINT: point, FOLDER: str(new.folder)}
    assert run_machine(new, **crash) == -signal.SIGKILL, new.output
    assert (new.folder / REACHED).exists()
    assert run_machine(new) == 0, new.output
    assert_recovered(new)
