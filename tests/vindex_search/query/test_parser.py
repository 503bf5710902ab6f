"""query: what somebody typed, as words to find, phrases that must stand so, and words that must not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.query.parser import QUOTATION_MARKS, EmptyQuery, ParsedQuery, parse

MARKS = '"' + "".join(map(chr, QUOTATION_MARKS))
TYPED = st.text(alphabet=st.sampled_from(f"ab é海3 -–−\t\n\x00\u200b\ud800.?!{MARKS}"), max_size=30)
WORDS = st.lists(st.from_regex(r"[a-zà-öø-ÿ0-9]{1,8}", fullmatch=True), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("typed", "text", "phrases", "without"),
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
def test_what_is_typed_is_understood(typed: str, text: str, phrases: tuple[str, ...], without: tuple[str, ...]) -> None:
    assert parse(typed) == ParsedQuery(text, phrases, without)


@pytest.mark.parametrize(
    ("typed", "says"),
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
        ("-cold", "only what to leave out"),
        ('-"not hot" -cold ?', "only what to leave out"),
    ],
)
def test_what_says_nothing_gets_a_sentence(typed: str, says: str) -> None:
    with pytest.raises(EmptyQuery, match=says):
        parse(typed)


@pytest.mark.parametrize(
    ("typed", "says", "named"),
    [
        (" ", "the query is empty: say", "q is empty: say"),
        (" -q=5 ", "the query '-q=5' says only", "q='-q=5' says only"),
        ("?!", "the query '?!' has no letter", "q='?!' has no letter"),
    ],
)
def test_each_front_end_names_the_parameter_that_it_was_given(typed: str, says: str, named: str) -> None:
    with pytest.raises(EmptyQuery) as empty:
        parse(typed)
    assert str(empty.value).startswith(says)
    assert empty.value.message_for("q").startswith(named)


@given(st.one_of(TYPED, st.text(max_size=40)))
def test_whatever_is_typed_is_a_query_or_a_sentence(typed: str) -> None:
    query, said = None, ""
    try:
        query = parse(typed)
    except ValueError as problem:
        said = str(problem)
    if query is None:
        assert said.startswith("the query ")
        return
    assert any(map(str.isalnum, query.text))
    assert not set(MARKS) & set("".join((query.text, *query.phrases, *query.excluded)))
    assert all(phrase in query.text for phrase in query.phrases)
    assert query.text == " ".join(query.text.split())


@given(found=WORDS, left_out=WORDS)
def test_what_is_left_out_is_not_looked_for_unless_it_was_typed_too(found: list[str], left_out: list[str]) -> None:
    query = parse(" ".join([*found, *(f"-{word}" for word in left_out)]))
    assert query.text.split() == found
    assert query.excluded == tuple(left_out)


@given(WORDS)
def test_a_query_of_words_reads_itself_back(words: list[str]) -> None:
    once = parse(" ".join(words))
    assert parse(once.text) == once
    assert re.fullmatch(r"\S+( \S+)*", once.text)
