"""cpu_share: transcriptions at the same time divide the cores among them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.session.checkout import CHECKOUT
from vindex_assets.speech.whisper.cpu_share import available_cores, cpu_share

HOLDER = """
from vindex_assets.speech.whisper.cpu_share import cpu_share
with cpu_share() as threads:
    print(threads, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def _four_cores_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(4)))
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)


@pytest.fixture
def other_process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that transcribes, as it were, until a line is written to it."""
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, env=environment, stdin=-1, stdout=-1, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_one_alone_has_all_cores() -> None:
    with cpu_share() as threads:
        assert threads == 4


@pytest.mark.parametrize(("others", "threads"), [(1, 2), (2, 1), (3, 1), (9, 1)])
def test_several_divide_them(others: int, threads: int) -> None:
    with cpu_share():
        _nested(others - 1, threads)


def _nested(others: int, threads: int) -> None:
    with cpu_share() as share:
        if others:
            _nested(others - 1, threads)
        else:
            assert share == threads


def test_who_is_done_leaves_its_share() -> None:
    with cpu_share():
        pass
    with cpu_share() as threads:
        assert threads == 4


def test_processes_see_each_other(other_process: subprocess.Popen[str]) -> None:
    with cpu_share() as threads:
        assert threads == 2
    assert other_process.poll() is None


def test_a_killed_process_leaves_its_share(other_process: subprocess.Popen[str]) -> None:
    other_process.kill()
    other_process.wait()
    with cpu_share() as threads:
        assert threads == 4


@pytest.mark.parametrize(("limit", "cores"), [("2", 2), ("16", 4), ("0", 4), ("", 4), ("2,1", 4)])
def test_the_usual_variable_limits_the_cores(monkeypatch: pytest.MonkeyPatch, limit: str, cores: int) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", limit)
    assert available_cores() == cores


@pytest.mark.parametrize("mode", [0o777, None])
def test_a_folder_that_others_can_write_to_or_a_link_is_not_used(tmp_path: Path, mode: int | None) -> None:
    folder = tmp_path / f"vindex-transcriptions-{os.getuid()}"
    (tmp_path / "film").write_bytes(b"film")
    laid = folder if mode else tmp_path / "laid"
    laid.mkdir()
    (laid / "0.lock").symlink_to(tmp_path / "film")
    if mode:
        folder.chmod(mode)
    else:
        folder.symlink_to(laid)
    with cpu_share() as threads:
        assert threads == 4
    assert (tmp_path / "film").read_bytes() == b"film"
    assert [path.name for path in laid.iterdir()] == ["0.lock"]
