"""protections: where the kernel has no jail, decoding goes on, the log says so once, and so does `vindex doctor`."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.media import child_tasks
from vindex_search.sandbox import run_sandboxed
from vindex_search.sandbox.jail import landlock, seccomp
from vindex_search.sandbox.jail.protections import (
    NO_LANDLOCK,
    NO_SECCOMP,
    Protections,
    protections,
)
from vindex_search.sandbox.run import warn_of_what_is_missing


@pytest.fixture
def asked_anew() -> Iterator[None]:
    """What the kernel has is asked once a process: here, and again after the test."""
    for cached in (protections, warn_of_what_is_missing):
        cached.cache_clear()
    yield
    for cached in (protections, warn_of_what_is_missing):
        cached.cache_clear()


@pytest.fixture(params=[errno.ENOSYS, errno.EPERM, errno.EOPNOTSUPP])
def no_calls(request: pytest.FixtureRequest, asked_anew: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel without these calls, one behind a filter that refuses them, and one that has Landlock switched off."""

    def refused(*_: object) -> int:
        raise OSError(request.param, os.strerror(request.param))

    for module in (landlock, seccomp):
        monkeypatch.setattr(module, "syscall", refused)


@pytest.mark.usefixtures("no_calls")
def test_without_any_of_it_decoding_goes_on_and_the_log_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="vindex.media"):
        for _ in range(2):
            assert run_sandboxed(child_tasks.add, 2, 3, deadline_s=60)["sum"] == 5
    assert [record.message for record in caplog.records] == [NO_LANDLOCK, NO_SECCOMP]


@pytest.mark.usefixtures("no_calls")
def test_what_is_missing_is_found_whatever_the_kernel_answers() -> None:
    assert protections() == Protections(landlock=0, seccomp=False)


@pytest.mark.usefixtures("asked_anew")
def test_another_kind_of_machine_has_no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert protections() == Protections(landlock=0, seccomp=False)


@pytest.mark.usefixtures("asked_anew")
def test_it_is_asked_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    first = protections()
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert protections() is first


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6, 7])
def test_every_version_of_landlock_keeps_files_from_a_child(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer kernel understands the older interface."""
    from tests.support.media.attacks import files

    if landlock.landlock_version() < version:
        pytest.skip("this kernel has an older interface")
    monkeypatch.setattr("vindex_search.sandbox.run.warn_of_what_is_missing", lambda: Protections(version, True))
    own = tmp_path / "own.mp4"
    own.write_bytes(b"film")
    found = run_sandboxed(files.use_files, str(own), str(tmp_path), deadline_s=60, readable=[own])
    assert (found["read its own film"], found["make a folder"]) == ("done", "EACCES")
