"""visible: nothing of a file steers a terminal, forges a line or hides; what is spelled with joiners stays readable."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.library.foreign_text import HOSTILE, steering
from vindex_search.common.text import visible, visible_json, visible_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x9b31m\x7f", r"\x9b31m\x7f"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
        ("a\u200bb\u2066c", r"a\u200bb\u2066c"),
        ("a\u200db", r"a\u200db"),
        ("\U000e0041", r"\U000e0041"),
        ("\udcff", r"\udcff"),
        ("\u3164", r"\u3164"),
    ],
)
def test_what_steers_or_hides_is_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    ["Größe 日本.mp4", "می\u200cخواهم", "👩‍🚀 👍🏽", "क्‍ष", "a\u00a0b\u3000c", "שלום", "[/red] **x**", "C:\\talk"],
)
def test_what_people_write_is_kept(text: str) -> None:
    assert visible(text) == text


@given(st.text(st.characters(codec=None)))
def test_any_text_is_one_line_that_steers_nothing(text: str) -> None:
    shown = visible(text)
    assert [one for one in steering(shown) if one not in {"U+200C", "U+200D"}] == []
    assert "\n" not in shown
    assert visible(shown) == shown


def test_lines_stay_lines_of_one_entry() -> None:
    assert visible_lines("Traceback\n  a\x1b\u202e\nforged") == "Traceback\n    a\\x1b\\u202e\n  forged"


@given(st.text(), st.sampled_from([None, 2]))
def test_json_has_the_same_value_and_steers_nothing(text: str, indent: int | None) -> None:
    document = visible_json(json.dumps({text: [HOSTILE]}, ensure_ascii=False, indent=indent))
    assert json.loads(document) == {text: [HOSTILE]}
    assert steering(document) == []
