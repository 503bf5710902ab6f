"""messages: a child that was taken over can say what it likes; the parent makes a failure of the video of it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.failures import Cancelled, DecoderDied, Permanent, Transient, VideoFailure
from vindex_search.sandbox import messages
from vindex_search.sandbox.messages import GARBLED, MAX_REASON, parse_message, read_messages, result_of
from vindex_search.sandbox.watchdog import ChildLimits, Watchdog

LIMITS = ChildLimits(deadline_s=60, stall_s=60, memory_limit=1 << 40)


@pytest.fixture
def pipe() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb", buffering=0) as read, os.fdopen(writer, "wb", buffering=0) as write:
        yield read, write


def received(read: IO[bytes]) -> list[dict[str, Any]]:
    return list(read_messages(read, Watchdog(os.getpid(), LIMITS)))


def test_messages_come_whole_however_they_are_cut(pipe: tuple[IO[bytes], IO[bytes]]) -> None:
    read, write = pipe
    found = read_messages(read, Watchdog(os.getpid(), LIMITS))
    write.write(b'{"progress": 1}\n{"prog')
    assert next(found) == {"progress": 1}
    write.write(b'ress": 2.5}\n{"result": {}}\n{"cut')
    write.close()
    assert list(found) == [{"progress": 2.5}, {"result": {}}]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"x",
        b"[]",
        b"1",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"progress": "1"}',
        b'{"progress": null}',
        b'{"progress": NaN}',
    ],
    ids=range(10),
)
def test_what_is_no_message_is_the_fault_of_the_file(line: bytes) -> None:
    with pytest.raises(DecoderDied) as failure:
        parse_message(line)
    assert failure.value.reason == GARBLED


def test_a_line_without_an_end_is_not_kept_for_ever(
    pipe: tuple[IO[bytes], IO[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "MAX_MESSAGE_BYTES", 1000)
    read, write = pipe
    write.write(b" " * 2000)
    with pytest.raises(DecoderDied, match="its answer cannot be read"):
        received(read)


@pytest.mark.parametrize(
    "message",
    [
        {"result": []},
        {"result": None},
        {"failure": "SystemExit", "reason": "x"},
        {"failure": ["Permanent"]},
        {"unexpected": "no name\x1b[31m"},
        {"unexpected": 5},
        {},
    ],
)
def test_a_last_message_of_no_known_kind_is_the_fault_of_the_file(message: dict[str, Any]) -> None:
    with pytest.raises(DecoderDied, match="its answer cannot be read"):
        result_of(message, LIMITS)


def test_a_reason_has_an_end() -> None:
    for kind in (Permanent, Transient, Cancelled):
        with pytest.raises(kind) as failure:
            result_of({"failure": kind.__name__, "reason": "x" * 10_000_000}, LIMITS)
        assert len(str(failure.value)) == MAX_REASON


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["result", "failure", "unexpected", "reason", ""]), json_values)
def test_no_last_message_raises_anything_else(key: str, value: object) -> None:
    with contextlib.suppress(VideoFailure):
        assert isinstance(result_of(parse_message(json.dumps({key: value}).encode()), LIMITS), dict)


@given(st.binary(max_size=60))
def test_no_line_raises_anything_else(line: bytes) -> None:
    with contextlib.suppress(VideoFailure):
        assert isinstance(parse_message(line), dict)
