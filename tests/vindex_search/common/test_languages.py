"""languages: a language has many codes, and an invalid code names none."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vindex_search.common.languages import (
    CACHE_SIZE,
    equivalent_codes,
    is_valid_tag,
    language_named,
    language_of,
    same_language,
)


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
        *(("nb", "no"), ("nn", "no"), ("no", "no"), ("nob", "no"), ("nor", "no"), ("nb-NO", "no")),
        *(("", None), ("und", None), ("final", None), ("v2", None), ("klingonese", None), ("../etc", None)),
    ],
)
def test_a_code_names_a_language(code: str, language: str | None) -> None:
    assert language_of(code) == language


@pytest.mark.parametrize(
    ("word", "code"),
    [
        *(("en", "en"), ("eng", "eng"), ("pt-BR", "pt-BR"), ("fil", "fil"), ("English", "en"), ("DEUTSCH", "de")),
        *(("cht", "zh-Hant"), ("jp", "ja"), ("日本語", "ja")),
        *(("two", None), ("new", None), ("part", None), ("", None), ("Englisch lernen", None), ("../etc", None)),
    ],
)
def test_a_word_in_a_name_stands_for_a_language(word: str, code: str | None) -> None:
    assert language_named(word) == code


NORWEGIAN = ("no", "nb", "nor", "nob", "nb-NO")
GERMAN = ("de", "ger", "deu", "de-AT", "GER")


@pytest.mark.parametrize("codes", [NORWEGIAN, GERMAN, ("en", "eng"), ("zh", "chi"), ("fr", "fre"), ("pt-BR", "por")])
def test_all_codes_of_a_language_are_equivalent(codes: tuple[str, ...]) -> None:
    for one in codes:
        assert all(same_language(one, other) for other in codes)
        assert set(equivalent_codes([one], codes)) == set(codes)


@pytest.mark.parametrize(
    ("one", "other"),
    [("de", "en"), ("no", "sv"), ("und", "und"), ("", ""), (None, None), (None, "de"), ("no code", "no code")],
)
def test_other_languages_and_invalid_codes_are_not_the_same(one: str | None, other: str | None) -> None:
    assert not same_language(one, other)


@given(st.text(max_size=12))
@example("X-0")
@example("x-whatever")
def test_arbitrary_text_names_one_language_or_none(code: str) -> None:
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
def test_a_request_for_a_language_means_all_its_codes(asked: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert equivalent_codes(asked, ("ger", "en", "de", "nonsense?", "de-AT")) == expected


def test_any_number_of_codes_leaves_a_bounded_number_in_memory() -> None:
    from langcodes import Language

    for number in range(10_000):
        assert language_of(f"de-x-{number:08}") == "de"
        assert is_valid_tag(f"en-x-{number:08}")
    assert language_of.cache_info().currsize <= CACHE_SIZE
    assert max(len(Language._PARSE_CACHE), len(Language._INSTANCES)) <= CACHE_SIZE
