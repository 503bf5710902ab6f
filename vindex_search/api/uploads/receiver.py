"""An upload as it comes in: looked at, measured and written, and in its place only when it is whole."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from typing import Final

from starlette.concurrency import run_in_threadpool

from vindex_search.api.uploads.content_sniffing import check_content
from vindex_search.common.content_sniffing import HEAD_BYTES
from vindex_search.storage.bucket.partial_file import PartialFile

BLOCK_BYTES: Final = 1 << 20  # bytes written at once; more than HEAD_BYTES, so the first block decides
MAX_DRAINED_BYTES: Final = 64 << 20  # bytes of a refused upload read to its end, so that its sender gets to hear why
DISK_FULL_ERRNOS: Final = frozenset({errno.ENOSPC, errno.EDQUOT})  # the errors of a disk without room, or without room for us


class TooLarge(ValueError):
    """An upload has more bytes than are taken; the message says how many are."""


def check_size(size: int, *, most: int) -> None:
    """Look at the size that an upload says it has.

    Raises:
        TooLarge: more than `most` bytes.
    """
    if size > most:
        raise TooLarge(f"the upload has {size} bytes; allowed are {most} (VINDEX_MAX_BYTES)")


async def receive(
    draft: PartialFile, sent: AsyncIterator[bytes], *, suffix: str, stated: int | None, most: int, replace: bool
) -> int:
    """Write what is sent into a draft and put it in its place; returns its size in bytes.

    Args:
        draft: Opened; who opened it removes it where this fails.
        sent: The bytes, as they come.
        suffix: Of the name, with its dot: what the content has to fit.
        stated: The size that the sender stated, where it did.
        most: How many bytes are taken.
        replace: Take the place of a file that is there.

    Raises:
        TooLarge: more bytes came.
        OSError: the disk is full (`errno` is one of FULL), or fails.
        WrongContent: the first bytes are those of something else.
        FileExistsError: a file is there that is not to be replaced.
        IsADirectoryError: a folder has the name.
    """
    try:
        _refuse_full(draft, stated)
        size = await _written(draft, sent, suffix, most)
        await run_in_threadpool(draft.commit, replace=replace)
    except ValueError:
        await _drain(sent)
        raise
    return size


def _refuse_full(draft: PartialFile, stated: int | None) -> None:
    free = draft.free_bytes()
    if stated is not None and stated > free:
        raise OSError(errno.ENOSPC, f"it has {stated} bytes, and the disk of the uploads has room for {free}")


async def _written(draft: PartialFile, sent: AsyncIterator[bytes], suffix: str, most: int) -> int:
    size = 0
    async for block in _blocks(sent):
        if size == 0:
            check_content(block[:HEAD_BYTES], suffix)
        size += len(block)
        if size > most:
            raise TooLarge(f"more than the allowed {most} bytes (VINDEX_MAX_BYTES) were sent")
        await run_in_threadpool(draft.write, block)
    return size


async def _blocks(sent: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Pieces of a useful size; of an empty upload one that is empty."""
    held = bytearray()
    begun = False
    async for chunk in sent:
        held += chunk
        if len(held) >= BLOCK_BYTES:
            yield bytes(held)
            held.clear()
            begun = True
    if held or not begun:
        yield bytes(held)


async def _drain(sent: AsyncIterator[bytes]) -> None:
    left = MAX_DRAINED_BYTES
    async for chunk in sent:
        left -= len(chunk)
        if left < 0:
            return
