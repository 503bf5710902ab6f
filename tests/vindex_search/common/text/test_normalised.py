"""normalised: texts that look equal are equal once normalised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.common.text import normalize_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  high\n water\t", "high water"),
        ("cafe\u0301", "café"),
        ("\u202bشلام\u202c", "شلام"),
        ("tide\u00adtable\u200b", "tidetable"),
        ("\ufeffWater", "Water"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\x00b\x1fc", "a b c"),
        ("\u200b", ""),
    ],
)
def test_invisible_characters_are_dropped(text: str, expected: str) -> None:
    assert normalize_text(text) == expected


@given(st.text())
def test_normalising_is_idempotent(text: str) -> None:
    assert normalize_text(normalize_text(text)) == normalize_text(text)
