"""The lock on the embedded index, between processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from vindex_search.index.lock import IndexInUse, OwnerLock, owner_url

HOLDER = """
import sys, pathlib
from vindex_search.index.lock import OwnerLock
lock = OwnerLock(pathlib.Path(sys.argv[1]))
lock.acquire(url="http://127.0.0.1:1")
print("held", flush=True)
sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """A process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_refused_with_the_owners_address(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        with pytest.raises(IndexInUse, match=r"http://127\.0\.0\.1:1") as refused:
            OwnerLock(tmp_path).acquire()
        assert refused.value.url == "http://127.0.0.1:1"
        process.communicate()


def test_the_lock_of_a_killed_process_is_released(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.kill()
        process.wait()
        lock = OwnerLock(tmp_path)
        lock.acquire()
        assert owner_url(tmp_path) is None
        lock.release()


def test_a_released_lock_is_free_and_has_no_address(tmp_path: Path) -> None:
    first, second = OwnerLock(tmp_path), OwnerLock(tmp_path)
    first.acquire(url="http://127.0.0.1:1")
    with pytest.raises(IndexInUse):
        second.acquire()
    first.release()
    first.release()
    assert owner_url(tmp_path) is None
    second.acquire()
    second.release()


def test_announce_requires_the_lock(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="acquire"):
        OwnerLock(tmp_path).announce("http://127.0.0.1:1")


def test_the_address_may_change_while_the_lock_is_held(tmp_path: Path) -> None:
    lock = OwnerLock(tmp_path)
    lock.acquire(url="http://a-very-long-name.example:65535")
    for url in ("http://b:1", None, "http://c:2"):
        lock.announce(url)
        assert owner_url(tmp_path) == url
        assert json.loads(lock.path.read_text()) == {"pid": os.getpid(), "url": url}
    lock.release()
    assert lock.path.read_text() == ""


def test_the_folder_is_made_and_what_no_owner_wrote_is_no_address(tmp_path: Path) -> None:
    assert owner_url(tmp_path) is None
    lock = OwnerLock(tmp_path / "deep" / "index")
    lock.acquire()
    lock.release()
    lock.acquire()
    lock.release()
    lock.path.write_text("no JSON")
    assert owner_url(tmp_path / "deep" / "index") is None


def test_a_refused_owner_says_where_and_whom_to_ask(tmp_path: Path) -> None:
    assert str(IndexInUse(tmp_path, "http://a:1")) == (
        f"another process owns the index in {tmp_path}: ask it at http://a:1"
    )
    assert str(IndexInUse(tmp_path, None)) == f"another process owns the index in {tmp_path}: it gives no address yet"


def test_a_refused_acquisition_leaves_the_owner_and_its_address(tmp_path: Path) -> None:
    owner, refused = OwnerLock(tmp_path), OwnerLock(tmp_path)
    owner.acquire(url="http://127.0.0.1:1")
    for _ in range(2):
        with pytest.raises(IndexInUse):
            refused.acquire(url="http://127.0.0.1:2")
    refused.release()
    assert owner_url(tmp_path) == "http://127.0.0.1:1"
    owner.release()
