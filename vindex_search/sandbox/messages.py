"""The child's messages, as a process that may have been taken over sends them: nothing in them is taken for granted."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Iterator
from typing import IO, Any, Final

from vindex_search.sandbox.failures import Cancelled, DecoderDied, Permanent, Transient, VideoFailure
from vindex_search.sandbox.watchdog import POLL_INTERVAL_S, ChildLimits, Watchdog, out_of_memory, wrote_too_much

READ_BYTES: Final = 1 << 16
MAX_MESSAGE_BYTES: Final = 64 << 20  # the manifest of a film with 100,000 subtitle lines has some 10 MB
FAILURES: Final[dict[str, type[VideoFailure]]] = {kind.__name__: kind for kind in (Permanent, Transient, Cancelled)}
MAX_REASON: Final = 2000  # characters: reasons are a sentence or two
MAX_POSITION_S: Final = 1e9
GARBLED: Final = "the decoder crashed on this file (its answer cannot be read)"

Message = dict[str, Any]


def read_messages(pipe: IO[bytes], watchdog: Watchdog) -> Iterator[Message]:
    """The child's messages as they arrive, until it closes the pipe or exceeds a limit.

    Raises:
        DecoderDied: what arrives is no message.
    """
    incomplete = bytearray()
    while True:
        watchdog.check()
        if not select.select([pipe], [], [], POLL_INTERVAL_S)[0]:
            continue
        block = os.read(pipe.fileno(), READ_BYTES)
        if not block:
            return
        incomplete += block
        if b"\n" in block:
            *lines, rest = incomplete.split(b"\n")
            yield from map(parse_message, lines)
            incomplete = bytearray(rest)
        if len(incomplete) > MAX_MESSAGE_BYTES:
            raise DecoderDied(GARBLED)


def parse_message(line: bytes | bytearray) -> Message:
    """One message: an object with one of the keys of `child`.

    Raises:
        DecoderDied: it is none.
    """
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        raise DecoderDied(GARBLED) from None
    if not isinstance(message, dict) or not _is_position(message.get("progress", 0.0)):
        raise DecoderDied(GARBLED)
    return message


def _is_position(value: object) -> bool:
    """Whether a value can be the second of a film that is reached."""
    return isinstance(value, int | float) and -MAX_POSITION_S < value < MAX_POSITION_S


def result_of(message: Message, limits: ChildLimits) -> dict[str, Any]:
    """The result in the child's last message, or the failure that it reports.

    Raises:
        VideoFailure: as the child reports it.
    """
    result = message.get("result")
    if isinstance(result, dict):
        return result
    failure = FAILURES.get(str(message.get("failure")))
    if failure:
        raise failure(str(message.get("reason"))[:MAX_REASON])
    kind = message.get("unexpected")
    if kind == MemoryError.__name__:
        raise out_of_memory(limits)
    if kind == "FileTooLarge":
        raise wrote_too_much(limits)
    if isinstance(kind, str) and kind.isidentifier():
        raise Transient(f"unexpected {kind} while decoding; the log has the trace")
    raise DecoderDied(GARBLED)
