"""exchange: of concurrent changes none is lost, in a folder and on S3; a change that fails writes nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from upath import UPath

from tests.support.storage.s3 import S3
from tests.support.storage.stores import in_both_places
from vindex_search.storage import exchange as exchange_module
from vindex_search.storage.exchange import Contended, exchange
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places
WRITERS = 6
ADD_ONE = """
import sys
from upath import UPath
from vindex_search.storage.exchange import exchange
for _ in range(40):
    exchange(UPath(sys.argv[1]), lambda before: (str(int(before or b"0") + 1).encode(), None))
"""


@pytest.fixture
def s3_store(s3: S3) -> Store:
    return Store(f"s3://{s3.bucket}/store", "vindex-test")


def add_one(before: bytes | None) -> tuple[bytes, int]:
    count = int(before or b"0") + 1
    return str(count).encode(), count


def test_changes_made_at_once_are_all_kept(tmp_path: Path) -> None:
    together, path = threading.Barrier(WRITERS), UPath(tmp_path / "count")

    def change() -> int:
        together.wait()
        return exchange(path, add_one)

    with ThreadPoolExecutor(WRITERS) as pool:
        results = [future.result() for future in [pool.submit(change) for _ in range(WRITERS)]]
    assert sorted(results) == list(range(1, WRITERS + 1))
    assert path.read_bytes() == str(WRITERS).encode()


def test_processes_keep_each_others_changes(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "count"
    made = [subprocess.Popen([sys.executable, "-c", ADD_ONE, str(path)]) for _ in range(2)]
    assert [process.wait() for process in made] == [0, 0]
    assert path.read_bytes() == b"80"


def test_a_change_that_fails_writes_nothing(store: Store) -> None:
    path = store.root / "count"
    exchange(path, add_one)

    def fail(before: bytes | None) -> tuple[bytes, None]:
        raise ValueError(f"refused: {before!r}")

    with pytest.raises(ValueError, match="refused: b'1'"):
        exchange(path, fail)
    assert exchange(path, add_one) == 2


@pytest.mark.parametrize("meanwhile", ["changed", "removed"])
def test_on_s3_what_another_one_did_meanwhile_is_seen(s3_store: Store, meanwhile: str) -> None:
    path, seen = s3_store.root / "count", list[bytes | None]()
    path.write_bytes(b"1")

    def change(before: bytes | None) -> tuple[bytes, None]:
        seen.append(before)
        if len(seen) == 1:
            interfere(path, meanwhile)
        return b"mine", None

    exchange(path, change)
    assert seen == [b"1", b"2" if meanwhile == "changed" else None]
    assert path.read_bytes() == b"mine"


def interfere(path: UPath, meanwhile: str) -> None:
    if meanwhile == "changed":
        path.write_bytes(b"2")
    else:
        path.unlink()


def test_on_s3_whoever_never_comes_first_says_so(s3_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_module, "MAX_PAUSE_S", 0.0)
    monkeypatch.setattr(exchange_module, "MAX_ATTEMPTS", 3)
    path = s3_store.root / "count"

    def change(before: bytes | None) -> tuple[bytes, None]:
        path.write_bytes((before or b"") + b"x")
        return b"mine", None

    with pytest.raises(Contended, match=r"count was changed by others 3 times in a row"):
        exchange(path, change)
    assert path.read_bytes() == b"xxx"
