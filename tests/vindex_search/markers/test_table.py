"""table: a CSV that Python reads back, in which no text of a film is calculated."""

from __future__ import annotations

import csv
import io

import pytest

from tests.support.markers.answers import marker, source
from vindex_search.markers.table import COLUMNS, to_csv


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_line_says_where_and_what() -> None:
    (row,) = read(to_csv("x", [marker(60.06, 61.061, of=source(29.97), note='He said "now", and left.')]))
    assert (row["start_s"], row["start_timecode"], row["end_timecode"]) == ("60.060", "00:01:00;02", "00:01:01;02")
    assert (row["text"], row["confidence"], row["frame_rate"]) == ('He said "now", and left.', "0.9000", "29.970")


@pytest.mark.parametrize("note", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_cell_is_a_formula(note: str) -> None:
    (row,) = read(to_csv("x", [marker(0, 1, note=note)]))
    assert row["text"] == f"'{note}"


def test_an_empty_answer_has_its_header() -> None:
    assert to_csv("x", []) == ",".join(COLUMNS) + "\r\n"
