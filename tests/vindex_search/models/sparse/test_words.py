"""Words of a text, and ranges that are one."""

from __future__ import annotations

import pytest

from vindex_search.models.sparse.words import merge_adjacent, word_spans


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's re-entry, 7.5 m", ["It", "s", "re", "entry", "7", "5", "m"]),
        ("a_b", ["a", "b"]),
        ("यह हिन्दी", ["यह", "हिन्दी"]),
        ("5 ㎏ of ⿊", ["5", "㎏", "of", "⿊"]),  # one character for letters: a unit, a radical
        ("Unix™ and C♯", ["Unix", "and", "C"]),
    ],
)
def test_words_are_runs_of_letters_marks_and_numbers(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in word_spans(text)] == words


@pytest.mark.parametrize(
    ("ranges", "merged"),
    [
        ([(0, 2), (3, 6)], [(0, 6)]),  # a space between
        ([(0, 6), (3, 5)], [(0, 6)]),  # one inside the other
        ([(0, 2), (7, 9)], [(0, 2), (7, 9)]),
        ([], []),
    ],
)
def test_adjacent_and_overlapping_ranges_are_one(ranges: list[tuple[int, int]], merged: list[tuple[int, int]]) -> None:
    assert list(merge_adjacent(ranges, "to the, tide")) == merged
