from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from vindex_search.api.uploads.content_check import WrongContent
from vindex_search.api.uploads.receiver import BLOCK_BYTES, DISK_FULL_ERRNOS, TooLarge, receive
from vindex_search.storage.bucket.partial_file import PartialFile

FLAC = b"fLaC" + bytes(60)


async def _stream(chunks: Iterable[bytes], taken: list[int]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        taken.append(len(chunk))
        yield chunk


def received(target: Path, chunks: Iterable[bytes], taken: list[int] | None = None, **more: int | None) -> int:
    """What `receive` makes of chunks of a sound file."""

    async def run() -> int:
        stated, most = more.get("stated"), more.get("most") or 10 * BLOCK_BYTES
        sent = _stream(chunks, [] if taken is None else taken)
        with PartialFile(target) as draft:
            return await receive(draft, sent, suffix=".flac", stated=stated, most=most, replace=False)

    return asyncio.run(run())


@pytest.mark.parametrize("chunks", [[FLAC], [FLAC[:2], FLAC[2:3], FLAC[3:]], [FLAC, bytes(3 * BLOCK_BYTES), b"end"]])
def test_what_is_sent_lies_in_its_place(tmp_path: Path, chunks: list[bytes]) -> None:
    size = received(tmp_path / "x.flac", chunks)
    assert (tmp_path / "x.flac").read_bytes() == b"".join(chunks)
    assert size == sum(map(len, chunks))


def test_wrong_content_is_refused_and_its_sender_gets_to_the_end(tmp_path: Path) -> None:
    taken: list[int] = []
    with pytest.raises(WrongContent, match="plain text"):
        received(tmp_path / "x.flac", [b"text " * BLOCK_BYTES, b"more", b"end"], taken)
    assert len(taken) == 3
    assert list(tmp_path.iterdir()) == []


def test_nothing_at_all_is_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(WrongContent, match="an empty file"):
        received(tmp_path / "x.flac", [])


def test_more_than_is_allowed_is_refused_whatever_was_stated(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="allowed 100 bytes"):
        received(tmp_path / "x.flac", [FLAC, bytes(41)], stated=64, most=100)
    assert list(tmp_path.iterdir()) == []
    assert received(tmp_path / "x.flac", [FLAC, bytes(36)], most=100) == 100


def test_what_the_disk_has_no_room_for_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    taken: list[int] = []
    with pytest.raises(OSError, match="has room for") as refused:
        received(tmp_path / "x.flac", [FLAC], taken, stated=2**60)
    assert refused.value.errno in DISK_FULL_ERRNOS
    assert (taken, list(tmp_path.iterdir())) == ([], [])


def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: PartialFile, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PartialFile, "write", full)
    with pytest.raises(OSError, match="No space left"):
        received(tmp_path / "x.flac", [FLAC])
    assert list(tmp_path.iterdir()) == []
