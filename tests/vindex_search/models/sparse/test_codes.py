"""Codes: which runs of a text are codes, and what parts of them are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.models.sparse.codes import code_parts


def parts(text: str) -> set[str]:
    return {part.text for part in code_parts(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the car M-AB 1234 left", {"mab", "ab1234", "mab1234"}),
        ("the car m-ab 1234 left", {"mab", "ab1234", "mab1234"}),
        ("AB12 CDE", {"ab12cde"}),
        ("B XY 77", {"bxy77", "xy77"}),
        ("XK-4471-B", {"xk4471", "4471b", "xk4471b"}),
        ("XK4471B", {"xk", "4471", "b", "xk4471", "4471b"}),
        ("covid-19", {"covid19"}),
        ("an e-mail", {"email"}),
        ("the U.S.A.", {"usa"}),
        ("A/7/C", {"a7", "7c", "a7c"}),
    ],
)
def test_a_code_has_its_pieces_alone_and_joined(text: str, expected: set[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    ["H2O and Q3", "7.5 1,500 9:45", "2024-11-30", "state-of-the-art", "we sail at 9", "THE END", "", "well - known"],
)
def test_numbers_and_words_are_no_codes(text: str) -> None:
    assert parts(text) == set()


def test_a_part_says_which_words_it_stands_in() -> None:
    text = "see M-AB 1234"
    assert {part.text: text[part.start : part.end] for part in code_parts(text)} == {
        "mab": "M-AB",
        "ab1234": "AB 1234",
        "mab1234": "M-AB 1234",
    }


@given(st.text(alphabet="AZaz09-./ _", max_size=30))
def test_a_part_is_made_of_the_characters_that_it_stands_in(text: str) -> None:
    for part in code_parts(text):
        letters = "".join(letter for letter in text[part.start : part.end].lower() if letter.isalnum())
        assert part.text in letters
