"""error_output: what a child says is text, has an end, and comes out of this process."""

from __future__ import annotations

import io
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.media import child_tasks
from vindex_assets.failures import Transient
from vindex_search.sandbox import run_sandboxed
from vindex_search.sandbox.error_output import MAX_BYTES, passed_on, printable


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (b"a\tb\n", "a\tb\n"),
        ("Grüße 🌊".encode(), "Grüße 🌊"),
        (b"\x1b[31m\x1b]0;title\x07", "\\x1b[31m\\x1b]0;title\\x07"),
        (b"a\rb\x08", "a\\rb\\x08"),
        ("\u202egpj.exe \x9b31m".encode(), "\\u202egpj.exe \\x9b31m"),
        (b"\xff\xfe", "\\xff\\xfe"),
    ],
)
def test_commands_for_a_terminal_are_written_out(block: bytes, text: str) -> None:
    assert printable(block) == text


@given(st.binary())
def test_no_control_character_gets_through(block: bytes) -> None:
    assert not {character for character in printable(block) if character < " "} - {"\n", "\t"}


def test_a_flood_is_read_to_its_end_and_passed_on_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as stream, passed_on(stream):
        for _ in range(4):
            os.write(writer, b"x" * MAX_BYTES)
        os.close(writer)
    assert len(said.getvalue()) == MAX_BYTES


def test_the_trace_of_an_unexpected_error_is_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Transient, match="the log has the trace"):
        run_sandboxed(child_tasks.fail, "no such kind", "x", deadline_s=60)
    assert "KeyError: 'no such kind'" in capsys.readouterr().err
