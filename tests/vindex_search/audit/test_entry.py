"""entry: whatever a caller calls a thing, an entry is one line of ASCII and comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.audit.entry import MAX_TEXT, Entry

TEXT = st.text(max_size=60)


@given(TEXT, TEXT, TEXT)
def test_no_text_forges_a_line(name: str, detail: str, address: str) -> None:
    entry = Entry("2026-01-01T00:00:00+00:00", "d", "key", "1", name, "upload", "done", "", "", address, "", detail)
    line = entry.to_line()
    assert (line.count(b"\n"), line.count(b"\r"), line[-1:]) == (1, 0, b"\n")
    assert line.isascii()
    assert Entry.from_line(line) == entry


def test_a_long_text_is_cut() -> None:
    entry = Entry("t", "d", "key", "1", "n", "upload", "done", detail="x" * 10_000)
    assert Entry.from_line(entry.to_line()).detail == "x" * MAX_TEXT


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"1", b"\xff", b'{"at": ', b"[" * 100_000])
def test_what_is_torn_is_no_entry(line: bytes) -> None:
    with pytest.raises(ValueError, match="is no entry of the audit log"):
        Entry.from_line(line)


def test_a_field_of_a_later_version_is_passed_over() -> None:
    assert Entry.from_line(b'{"at": "t", "mood": 1}').at == "t"
