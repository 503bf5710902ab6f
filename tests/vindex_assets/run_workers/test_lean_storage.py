"""lean_storage: results are kept, a bounded number of them; Dagster works on as before."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.library.home import Home
from vindex_assets.run_workers.lean_storage import Kept

RUN = """
import dagster as dg
from vindex_assets.run_workers.lean_storage import make_storage_lean

make_storage_lean()

@dg.op
def one() -> int:
    return 1

@dg.job
def job() -> None:
    one()

with dg.DagsterInstance.get() as instance:
    for _ in range(3):
        assert job.execute_in_process(instance=instance).success
    runs = instance.get_runs()
    print([run.status.value for run in runs], len(instance.all_logs(runs[0].run_id)) > 5)
"""


def test_a_result_is_made_once_a_key_and_the_oldest_one_again() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    kept = Kept(make, 2, key=str.casefold)
    assert [kept(name) for name in ("a", "A", "b", "a", "c", "a", "b")] == ["A", "A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]


@pytest.mark.timeout(300)
@pytest.mark.slow  # a process that imports Dagster
def test_runs_are_recorded_as_before(home: Home) -> None:
    environment = {**home.environment, "DAGSTER_HOME": str(home.path / "dagster")}
    done = subprocess.run(
        [sys.executable, "-c", RUN], env=environment, capture_output=True, text=True, check=False, cwd=home.path
    )
    assert done.stdout == "['SUCCESS', 'SUCCESS', 'SUCCESS'] True\n", done.stderr
