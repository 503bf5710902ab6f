"""languages: one language has many codes, and nonsense names none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.languages import language_of, spelt


@pytest.mark.parametrize(
    ("code", "language"),
    [
        *(
            ("de", "de"),
            ("ger", "de"),
            ("deu", "de"),
            ("de-AT", "de"),
            ("DE", "de"),
            ("en-GB", "en"),
            ("zh-Hant", "zh"),
        ),
        *(("nb", "no"), ("nn", "no"), ("no", "no"), ("", None), ("klingonese", None), ("../etc", None)),
    ],
)
def test_a_code_names_a_language(code: str, language: str | None) -> None:
    assert language_of(code) == language


@given(st.text(max_size=12))
def test_whatever_a_code_is_it_names_one_language_or_none(code: str) -> None:
    assert language_of(code) is None or str(language_of(code)).isalpha()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ((), ()),
        (("de",), ("de", "ger", "de-AT")),
        (("deu",), ("deu", "ger", "de", "de-AT")),
        (("en-GB", "fr"), ("en-GB", "fr", "en")),
        (("nonsense!",), ("nonsense!",)),
    ],
)
def test_who_asks_for_a_language_means_all_its_codes(asked: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert spelt(asked, ("ger", "en", "de", "nonsense?", "de-AT")) == expected
