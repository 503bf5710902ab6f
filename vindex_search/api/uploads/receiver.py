"""Streams an upload into a partial file, checking content and size, and moves it into place when it is complete."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from typing import Final

from starlette.concurrency import run_in_threadpool

from vindex_search.api.uploads.content_check import check_content
from vindex_search.common.content_sniffing import HEAD_BYTES
from vindex_search.storage.bucket.partial_file import PartialFile

BLOCK_BYTES: Final = 1 << 20  # written at once; more than HEAD_BYTES, so the first block suffices for the content check
MAX_DRAINED_BYTES: Final = 64 << 20  # of a refused upload are still read: most clients read the response only then
DISK_FULL_ERRNOS: Final = frozenset({errno.ENOSPC, errno.EDQUOT})  # no space left, quota exceeded


class TooLarge(ValueError):
    """An upload is over the size limit; the message names the limit."""


def check_size(size: int, *, limit: int) -> None:
    """Check the declared size of an upload in bytes.

    Raises:
        TooLarge: more than `limit` bytes.
    """
    if size > limit:
        raise TooLarge(f"the upload has {size} bytes; allowed are {limit} (VINDEX_MAX_BYTES)")


async def receive(
    draft: PartialFile,
    chunks: AsyncIterator[bytes],
    *,
    suffix: str,
    content_length: int | None,
    limit: int,
    replace: bool,
) -> int:
    """Write a request body into a partial file and move it into place; returns its size in bytes.

    Args:
        draft: Open; on an error the caller removes it.
        chunks: The body, as it arrives.
        suffix: Of the file's name, with its dot; the content has to fit it.
        content_length: The declared size in bytes, where there is one.
        limit: Maximum size in bytes.
        replace: Whether to replace an existing file.

    Raises:
        TooLarge: the body is over the limit.
        OSError: the disk is full (`errno` is one of `DISK_FULL_ERRNOS`) or fails.
        WrongContent: the first bytes do not fit the suffix.
        FileExistsError: the file exists and is not to be replaced.
        IsADirectoryError: a folder has this name.
    """
    try:
        _require_space(draft, content_length)
        size = await _write(draft, chunks, suffix, limit)
        await run_in_threadpool(draft.commit, replace=replace)
    except ValueError:
        await _drain(chunks)
        raise
    return size


def _require_space(draft: PartialFile, content_length: int | None) -> None:
    free = draft.free_bytes()
    if content_length is not None and content_length > free:
        raise OSError(errno.ENOSPC, f"it has {content_length} bytes, and the disk with the uploads has {free} free")


async def _write(draft: PartialFile, chunks: AsyncIterator[bytes], suffix: str, limit: int) -> int:
    size = 0
    async for block in _blocks(chunks):
        if size == 0:
            check_content(block[:HEAD_BYTES], suffix)
        size += len(block)
        if size > limit:
            raise TooLarge(f"more than the allowed {limit} bytes (VINDEX_MAX_BYTES) were sent")
        await run_in_threadpool(draft.write, block)
    return size


async def _blocks(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Chunks joined to blocks of at least `BLOCK_BYTES`; one empty block for an empty body."""
    buffer = bytearray()
    any_yielded = False
    async for chunk in chunks:
        buffer += chunk
        if len(buffer) >= BLOCK_BYTES:
            yield bytes(buffer)
            buffer.clear()
            any_yielded = True
    if buffer or not any_yielded:
        yield bytes(buffer)


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    remaining = MAX_DRAINED_BYTES
    async for chunk in chunks:
        remaining -= len(chunk)
        if remaining < 0:
            return
