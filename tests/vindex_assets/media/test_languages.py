"""languages: one language under its many names."""

from __future__ import annotations

import pytest

from vindex_assets.media.languages import known, same_language


@pytest.mark.parametrize(
    ("one", "other"),
    [("de", "ger"), ("de", "deu"), ("GER", "de-AT"), ("en", "eng"), ("zh", "chi"), ("fr", "fre"), ("pt-BR", "por")],
)
def test_codes_of_one_language_are_the_same(one: str, other: str) -> None:
    assert same_language(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("de", "en"), ("und", "und"), ("", ""), (None, None), (None, "de"), ("not a code at all", "not a code at all")],
)
def test_other_languages_and_nonsense_are_not(one: str | None, other: str | None) -> None:
    assert not same_language(one, other)


@pytest.mark.parametrize(
    ("code", "expected"), [("en", "en"), ("pt-BR", "pt-BR"), ("final", None), ("v2", None), ("", None)]
)
def test_what_names_no_language_is_none(code: str, expected: str | None) -> None:
    assert known(code) == expected
