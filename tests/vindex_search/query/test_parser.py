"""Query syntax: words, phrases and exclusions."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.query.parser import QUOTATION_MARKS, EmptyQuery, ParsedQuery, parse

MARKS = '"' + "".join(map(chr, QUOTATION_MARKS))
QUERIES = st.text(alphabet=st.sampled_from(f"ab é海3 -–−\t\n\x00\u200b\ud800.?!{MARKS}"), max_size=30)
WORDS = st.lists(st.from_regex(r"[a-zà-öø-ÿ0-9]{1,8}", fullmatch=True), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("query", "text", "phrases", "excluded"),
    [
        ("hot oven", "hot oven", (), ()),
        ('a "hot oven" at noon', "a hot oven at noon", ("hot oven",), ()),
        ("a “hot oven” at noon", "a hot oven at noon", ("hot oven",), ()),
        ("„heißer Ofen“", "heißer Ofen", ("heißer Ofen",), ()),
        ("« four chaud »", "four chaud", ("four chaud",), ()),
        ("＂熱い 窯＂", "熱い 窯", ("熱い 窯",), ()),
        ('"one two" "three"', "one two three", ("one two", "three"), ()),
        ("oven -cold", "oven", (), ("cold",)),
        ("-cold oven", "oven", (), ("cold",)),
        ("oven –cold −wet", "oven", (), ("cold", "wet")),
        ('oven -"not hot"', "oven", (), ("not hot",)),
        ("oven -“not hot”", "oven", (), ("not hot",)),
        ("oven -well-known", "oven", (), ("well-known",)),
        ("oven --cold", "oven", (), ("-cold",)),
        ("well-known oven", "well-known oven", (), ()),
        ("what is 3 - 2", "what is 3 - 2", (), ()),
        ("3-2", "3-2", (), ()),
        ("oven -", "oven -", (), ()),
        ("oven -!", "oven !", (), ()),
        ('oven ""', "oven", (), ()),
        ('oven "?!"', "oven ?!", (), ()),
        ('a "hot oven', "a hot oven", (), ()),
        ('a hot" oven', "a hot oven", (), ()),
        ('"a" hot "oven', "a hot oven", ("a",), ()),
        ('say"hot oven"', "say hot oven", (), ()),
        ('"hot oven"s', "hot oven s", ("hot oven",), ()),
        ("  hot \t\n oven ", "hot oven", (), ()),
        ("hot\x00oven", "hot oven", (), ()),
        ("ho\u200bt oven", "hot oven", (), ()),
        ("cafe\u0301", "café", (), ()),
        ("海は広い -大きい", "海は広い", (), ("大きい",)),
        ("oven \ud800", "oven \ud800", (), ()),
        ("cat -cat", "cat", (), ("cat",)),
    ],
)
def test_a_query_is_parsed(query: str, text: str, phrases: tuple[str, ...], excluded: tuple[str, ...]) -> None:
    assert parse(query) == ParsedQuery(text, phrases, excluded)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "the query is empty"),
        (" \t\n", "the query is empty"),
        ("?!", "no letter or digit"),
        ('""', "no letter or digit"),
        ("-", "no letter or digit"),
        ("\x00", "no letter or digit"),
        ("\u200b", "no letter or digit"),
        ("🌊", "no letter or digit"),
        ("\ud800", "no letter or digit"),
        ("-cold", "only excludes words"),
        ('-"not hot" -cold ?', "only excludes words"),
    ],
)
def test_a_query_without_words_is_refused(query: str, message: str) -> None:
    with pytest.raises(EmptyQuery, match=message):
        parse(query)


@pytest.mark.parametrize(
    ("query", "message", "named"),
    [
        (" ", "the query is empty: describe", "q is empty: describe"),
        (" -q=5 ", "the query '-q=5' only excludes", "q='-q=5' only excludes"),
        ("?!", "the query '?!' has no letter", "q='?!' has no letter"),
    ],
)
def test_front_ends_name_their_parameter(query: str, message: str, named: str) -> None:
    with pytest.raises(EmptyQuery) as empty:
        parse(query)
    assert str(empty.value).startswith(message)
    assert empty.value.message_for("q").startswith(named)


@given(st.one_of(QUERIES, st.text(max_size=40)))
def test_any_text_is_a_query_or_an_error_about_one(typed: str) -> None:
    query, message = None, ""
    try:
        query = parse(typed)
    except ValueError as error:
        message = str(error)
    if query is None:
        assert message.startswith("the query ")
        return
    assert any(map(str.isalnum, query.text))
    assert not set(MARKS) & set("".join((query.text, *query.phrases, *query.excluded)))
    assert all(phrase in query.text for phrase in query.phrases)
    assert query.text == " ".join(query.text.split())


@given(found=WORDS, excluded=WORDS)
def test_excluded_words_are_not_part_of_the_text(found: list[str], excluded: list[str]) -> None:
    query = parse(" ".join([*found, *(f"-{word}" for word in excluded)]))
    assert query.text.split() == found
    assert query.excluded == tuple(excluded)


@given(WORDS)
def test_parsing_plain_words_is_idempotent(words: list[str]) -> None:
    once = parse(" ".join(words))
    assert parse(once.text) == once
    assert re.fullmatch(r"\S+( \S+)*", once.text)


def test_a_parsed_query_keeps_its_parts() -> None:
    query = parse("oven")
    assert hasattr(ParsedQuery, "__slots__")
    with pytest.raises(FrozenInstanceError):
        query.text = "sea"  # type: ignore[misc]  # that is what is tried
