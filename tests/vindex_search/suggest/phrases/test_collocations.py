"""The phrases of one video."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vindex_search.suggest.phrases.tokens import TOKEN_IDS
from vindex_search.suggest.phrases.collocations import MAX_PHRASES, Phrase, collocations
from vindex_search.suggest.phrases.word_chains import SpokenText

FILLER = " ".join(f"filler{number}." for number in range(40))


def phrases(*texts: str, language: str = "en") -> dict[str, Phrase]:
    found = collocations([SpokenText(text, language) for text in texts], TOKEN_IDS)
    return {one.key: one for one in found}


def test_words_that_stand_together_are_counted_with_their_passages() -> None:
    found = phrases(f"Neural networks learn. {FILLER}", "Old neural networks and neural networks", "neural networks!")
    assert found["neural networks"] == Phrase("neural networks", "neural networks", said=4, passages=3)


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("the state of the art is near", "en", "state of the art"),
        ("Die künstliche Intelligenz hilft", "de", "kunstliche intelligenz"),
        ("про искусственный интеллект", "ru", "искусственный интеллект"),
        ("عن الذكاء الاصطناعي", "ar", "الذكاء الاصطناعي"),
        ("我们学习机器学习", "zh", "机器学习"),
        ("今日は機械学習の基礎です", "ja", "機械学習の基礎"),
    ],
)
def test_phrases_of_many_languages(text: str, language: str, key: str) -> None:
    assert key in phrases(f"{text}. {FILLER}", text, language=language)


def test_no_phrase_begins_or_ends_with_a_stop_word_or_goes_over_a_mark() -> None:
    found = phrases("the moon, the tide of the sea and very very big waves", FILLER)
    assert found.keys() == {"tide of the sea", "big waves"}


def test_words_that_meet_by_chance_are_no_phrase() -> None:
    free = " ".join(f"people. time. word{number} people. time" for number in range(30))
    assert "people time" not in phrases(f"{free}. people time")


def test_a_phrase_is_written_as_it_mostly_is() -> None:
    assert phrases("GREAT BARRIER", "Great Barrier", "Great  Barrier", FILLER)["great barrier"].text == "Great Barrier"


def test_a_video_has_a_limited_number_of_phrases_the_most_frequent_ones() -> None:
    once = ". ".join(f"alpha{number} beta{number}" for number in range(MAX_PHRASES + 50))
    found = phrases(once, "high tide. high tide")
    assert len(found) == MAX_PHRASES
    assert next(iter(found)) == "high tide"


@pytest.mark.parametrize("texts", [(), ("",), ("word",), ("...", "🌊"), ("\x00\ud7ff" * 3,)])
def test_what_has_no_two_words_has_no_phrase(texts: tuple[str, ...]) -> None:
    assert phrases(*texts) == {}


@given(
    texts=st.lists(
        st.lists(st.sampled_from(["moon", "tide", "the", "ebb", "sea.", "of"]), max_size=12).map(" ".join), max_size=5
    )
)
def test_phrases_are_counted_as_a_search_for_them_counts(texts: list[str]) -> None:
    for key, one in phrases(*texts).items():
        places = [count_of(key, text) for text in texts]
        assert (one.said, one.passages) == (sum(places), sum(map(bool, places)))
        assert {key.split()[0], key.split()[-1]}.isdisjoint({"the", "of"})
        assert 2 <= len(key.split()) <= 4


def count_of(key: str, text: str) -> int:
    words, wanted = text.split(), key.split()
    rows = [words[at : at + len(wanted)] for at in range(len(words) - len(wanted) + 1)]
    return sum([*row[:-1], row[-1].rstrip(".")] == wanted for row in rows)
