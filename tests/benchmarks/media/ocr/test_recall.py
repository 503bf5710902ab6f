"""recall: lines that stand in a frame and were read in it."""

from __future__ import annotations

import pytest

from benchmarks.media.ocr.recall import recall
from benchmarks.media.ocr.subjects import comparable


def test_spaces_and_case_do_not_count() -> None:
    assert recall([["The long  WINTER"]], [comparable(["the long winter"])]) == 1.0


def test_a_line_counts_in_its_own_frame_only() -> None:
    assert recall([["1914"], []], [comparable(["1914"]), comparable(["1914"])]) == pytest.approx(0.5)


def test_where_no_line_is_known_none_is_missed() -> None:
    assert recall([["steam"]], [frozenset()]) == 1.0
