"""receiver: complete files, refused ones, and a full disk."""

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


def receive_file(target: Path, chunks: Iterable[bytes], taken: list[int] | None = None, **more: int | None) -> int:
    """`receive` chunks of an audio file; returns the size."""

    async def run() -> int:
        content_length, limit = more.get("content_length"), more.get("limit") or 10 * BLOCK_BYTES
        stream = _stream(chunks, [] if taken is None else taken)
        with PartialFile(target.parent, target.name) as draft:
            return await receive(
                draft, stream, suffix=".flac", content_length=content_length, limit=limit, replace=False
            )

    return asyncio.run(run())


@pytest.mark.parametrize("chunks", [[FLAC], [FLAC[:2], FLAC[2:3], FLAC[3:]], [FLAC, bytes(3 * BLOCK_BYTES), b"end"]])
def test_a_complete_file_is_in_place(tmp_path: Path, chunks: list[bytes]) -> None:
    size = receive_file(tmp_path / "x.flac", chunks)
    assert (tmp_path / "x.flac").read_bytes() == b"".join(chunks)
    assert size == sum(map(len, chunks))


def test_wrong_content_is_refused_after_the_body_is_drained(tmp_path: Path) -> None:
    taken: list[int] = []
    with pytest.raises(WrongContent, match="plain text"):
        receive_file(tmp_path / "x.flac", [b"text " * BLOCK_BYTES, b"more", b"end"], taken)
    assert len(taken) == 3
    assert list(tmp_path.iterdir()) == []


def test_an_empty_body_is_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(WrongContent, match="an empty file"):
        receive_file(tmp_path / "x.flac", [])


def test_a_body_over_the_limit_is_refused_whatever_was_declared(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="allowed 100 bytes"):
        receive_file(tmp_path / "x.flac", [FLAC, bytes(41)], content_length=64, limit=100)
    assert list(tmp_path.iterdir()) == []
    assert receive_file(tmp_path / "x.flac", [FLAC, bytes(36)], limit=100) == 100


def test_a_file_too_large_for_the_disk_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    taken: list[int] = []
    with pytest.raises(OSError, match="the disk with the uploads has") as refused:
        receive_file(tmp_path / "x.flac", [FLAC], taken, content_length=2**60)
    assert refused.value.errno in DISK_FULL_ERRNOS
    assert (taken, list(tmp_path.iterdir())) == ([], [])


def test_a_disk_that_fills_up_leaves_no_partial_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: PartialFile, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PartialFile, "write", full)
    with pytest.raises(OSError, match="No space left"):
        receive_file(tmp_path / "x.flac", [FLAC])
    assert list(tmp_path.iterdir()) == []
