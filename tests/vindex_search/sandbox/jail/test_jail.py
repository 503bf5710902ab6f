"""jail: what somebody who has taken over a decoder tries, and how each of it ends: refused, in a real child."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.media.attacks import files, world
from tests.support.media.attacks.outcome import DONE
from vindex_assets.failures import DecoderDied, Permanent
from vindex_search.sandbox import protections, run_sandboxed
from vindex_search.sandbox.jail.limits import CPU_GRACE_S, OPEN_FILES
from vindex_search.sandbox.jail.protections import Protections

ENOUGH_S = 60.0
REFUSED = {"EACCES", "EPERM", "EXDEV"}  # the last: a hard link into another folder

pytestmark = pytest.mark.skipif(
    not (protections().landlock and protections().seccomp), reason="this kernel has no whole jail to be tested"
)


@pytest.fixture
def films(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A film to decode, one of another workspace, and the folder to write to."""
    own, other, scratch = tmp_path / "team" / "own.mp4", tmp_path / "others" / "film.mp4", tmp_path / "scratch"
    for path in (own, other):
        path.parent.mkdir()
        path.write_bytes(b"film")
    scratch.mkdir()
    return own, other, scratch


def attacked(function: Callable[..., dict[str, Any]], *given: Any, **opened: Any) -> dict[str, Any]:
    return run_sandboxed(function, *given, deadline_s=ENOUGH_S, **opened)


def not_refused(found: dict[str, str]) -> dict[str, str]:
    return {name: how for name, how in found.items() if how not in REFUSED}


def test_no_file_but_the_film_is_read_and_nothing_is_changed_outside(films: tuple[Path, Path, Path]) -> None:
    own, other, scratch = films
    paths = tuple(map(str, films))
    found = attacked(files.attack_files, *paths, readable=[own], writable=scratch)
    assert not_refused(found) == {}
    assert [path.name for path in scratch.iterdir()] == []
    assert other.read_bytes() == b"film"


@pytest.fixture
def no_jail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that has none of it."""
    monkeypatch.setattr("vindex_search.sandbox.run.warn_of_what_is_missing", lambda: Protections(0, False))


@pytest.mark.usefixtures("no_jail")
def test_without_the_jail_the_same_attacks_succeed(
    films: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that they are attacks, and not mistakes in this test."""
    monkeypatch.setattr("vindex_search.sandbox.run.refuse_traps", lambda _: None)
    found = attacked(files.attack_files, *map(str, films), readable=[films[0]], writable=films[2])
    gone = {name for name, how in found.items() if how == "ENOENT"}  # deleted by an attack before
    assert {name for name, how in found.items() if how != DONE} - gone <= {"read the parent's memory"}
    assert gone >= {"rename another film", "change the time of another film"}


@pytest.mark.usefixtures("no_jail")
def test_without_the_jail_traps_are_not_read(films: tuple[Path, Path, Path]) -> None:
    with pytest.raises(DecoderDied, match="it left something other than files"):
        attacked(files.attack_files, *map(str, films), readable=[films[0]], writable=films[2])


def test_what_a_decoder_does_is_allowed(films: tuple[Path, Path, Path]) -> None:
    own, _, scratch = films
    found = attacked(files.use_files, str(own), str(scratch), readable=[own], writable=scratch)
    assert {name for name, how in found.items() if how != DONE} == set()


def test_a_task_that_names_no_file_opens_none(films: tuple[Path, Path, Path]) -> None:
    own, _, scratch = films
    found = attacked(files.use_files, str(own), str(scratch))
    assert (found["read its own film"], found["make a folder"]) == ("EACCES", "EACCES")


def test_a_film_that_is_a_link_is_refused(films: tuple[Path, Path, Path]) -> None:
    own, other, scratch = films
    own.unlink()
    own.symlink_to(other)
    with pytest.raises(Permanent, match="the file is a link to another one; the file itself has to be uploaded"):
        attacked(files.use_files, str(own), str(scratch), readable=[own], writable=scratch)


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[int, str, str]]:
    """A port, a unix socket and an abstract one, on which somebody listens."""
    path, abstract = str(tmp_path / "socket"), f"vindex-test-{os.getpid()}"
    with contextlib.ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        for address in (path, f"\0{abstract}"):
            server = stack.enter_context(socket.socket(socket.AF_UNIX))
            server.bind(address)
            server.listen()
        yield tcp.getsockname()[1], path, abstract


def test_nobody_is_reached(servers: tuple[int, str, str]) -> None:
    assert not_refused(attacked(world.attack_network, *servers)) == {}


def test_no_program_is_started_and_no_process_touched() -> None:
    assert not_refused(attacked(world.attack_processes)) == {}


def test_memory_files_and_disk_are_limited(films: tuple[Path, Path, Path]) -> None:
    scratch = films[2]
    found = attacked(world.attack_resources, str(scratch), writable=scratch)
    limits = found.pop("limits")
    assert found == {"open 5,000 files": "EMFILE", "write a file of 20 GB": "EFBIG", "take 64 GB": "ENOMEM"}
    cores = os.cpu_count() or 1
    assert limits == {
        "RLIMIT_CORE": [0, 0],
        "RLIMIT_CPU": [ENOUGH_S * cores + 1, ENOUGH_S * cores + 1 + CPU_GRACE_S],
        "RLIMIT_NOFILE": [OPEN_FILES] * 2,
    }


def test_a_file_of_20_gb_is_the_fault_of_the_film(films: tuple[Path, Path, Path]) -> None:
    with pytest.raises(Permanent, match="decoding wrote more than its limit of 16384 MiB"):
        attacked(world.write_20_gb, str(films[2]), writable=films[2])


def test_no_variable_and_no_descriptor_of_the_parent_is_left(
    films: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "VINDEX_HOME", "DAGSTER_HOME", "HF_TOKEN", "SSH_AUTH_SOCK", "PGPASSWORD"):
        monkeypatch.setenv(name, "secret")
    with films[1].open("rb") as other:
        os.set_inheritable(other.fileno(), True)
        found = attacked(world.attack_inheritance)
    assert "secret" not in found["variables"].values()
    assert found["descriptors"][:3] == [0, 1, 2]
    assert len(found["descriptors"]) == 4, "and the pipe to the parent"


def test_a_module_among_the_uploads_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert attacked(world.attack_inheritance)["variables"]["HOME"] == "/nonexistent"


def test_this_process_keeps_its_rights() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    attacked(world.attack_inheritance)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before
    assert Path("/etc/passwd").read_bytes()
