"""Tables and anchors."""

from __future__ import annotations

import pytest

from benchmarks.harness.page.markdown import anchor, table


def test_a_table_has_a_line_a_row() -> None:
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n|---|---|\n| 1 | 2 |"


def test_without_rows_there_is_no_table() -> None:
    assert table(("a", "b"), []) == ""


@pytest.mark.parametrize(
    ("heading", "link"),
    [("Cold start", "#cold-start"), ("20 clients, two cores", "#20-clients-two-cores"), ("A (b): c_d-e", "#a-b-c_d-e")],
)
def test_the_anchor_is_that_of_github(heading: str, link: str) -> None:
    assert anchor(heading) == link
