"""folder_log: no torn line, whoever is killed and however full the disk is; rotated by size, kept for a year."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.concurrency.waiting import until
from vindex_search.audit import folder_log
from vindex_search.audit.folder_log import CURRENT, append, read_lines, rotated

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
WRITE_FOR_EVER = """
import itertools, sys
from pathlib import Path
from vindex_search.audit.folder_log import append
for number in itertools.count():
    line = b'{"writer": "%s", "number": %d, "text": "%s"}\\n' % (sys.argv[2].encode(), number, b"x" * 3000)
    append(Path(sys.argv[1]), line)
"""


def test_writers_that_are_killed_tear_no_line_and_lose_none(tmp_path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITE_FOR_EVER, str(tmp_path), name]) for name in "ab"]
    until(lambda: len(list(read_lines(tmp_path, ALWAYS))) > 200)
    for writer in writers:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    append(tmp_path, b'{"writer": "c", "number": 0}\n')
    lines = [json.loads(line) for line in read_lines(tmp_path, ALWAYS)]
    for name in "abc":
        numbers = [line["number"] for line in lines if line["writer"] == name]
        assert numbers == list(range(len(numbers)))


def test_a_line_that_a_power_failure_tore_is_not_glued_to_the_next(tmp_path: Path) -> None:
    append(tmp_path, b'{"n": 1}\n')
    with (tmp_path / CURRENT).open("ab") as file:
        file.write(b'{"n": 2, "te')
    append(tmp_path, b'{"n": 3}\n')
    assert list(read_lines(tmp_path, ALWAYS)) == [b'{"n": 1}\n', b'{"n": 2, "te\n', b'{"n": 3}\n']


def test_of_what_a_full_disk_refuses_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(tmp_path, b"first\n")
    write = os.write

    def write_three_bytes(descriptor: int, data: memoryview) -> int:
        if len(data) < 7:
            raise OSError(errno.ENOSPC, "no space left")
        return write(descriptor, data[:3])

    monkeypatch.setattr(os, "write", write_three_bytes)
    with pytest.raises(OSError, match="no space left"):
        append(tmp_path, b"second\n")
    monkeypatch.undo()
    append(tmp_path, b"third\n")
    assert list(read_lines(tmp_path, ALWAYS)) == [b"first\n", b"third\n"]


def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    append(tmp_path / "audit", b"line\n")
    modes = [(tmp_path / "audit" / name).stat().st_mode & 0o777 for name in ("", CURRENT, f".{CURRENT}.lock")]
    assert modes == [0o700, 0o600, 0o600]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_writes_belongs_to_the_owner_of_the_store(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, 12345)
    append(tmp_path / "audit", b"line\n")
    paths = [tmp_path / "audit" / name for name in ("", CURRENT, f".{CURRENT}.lock")]
    assert [path.stat().st_uid for path in paths] == [12345] * 3


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").touch()
    (tmp_path / CURRENT).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        append(tmp_path, b"line\n")


def test_a_full_file_is_put_aside_and_an_old_one_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_log, "MAX_BYTES", 10)
    for name in ("audit-20200101T000000Z-0000.jsonl", "audit-foreign.jsonl"):
        (tmp_path / name).write_bytes(b"old\n")
    for line in (b"0123456789\n", b"second\n", b"third\n", b"fourth\n"):
        append(tmp_path, line)
    assert len(rotated(tmp_path)) == 3
    lines = list(read_lines(tmp_path, ALWAYS))
    assert sorted(lines) == sorted([b"0123456789\n", b"second\n", b"third\n", b"fourth\n", b"old\n"])
    assert list(read_lines(tmp_path, datetime.now(UTC) + timedelta(days=1))) == [b"old\n", b"fourth\n"]
