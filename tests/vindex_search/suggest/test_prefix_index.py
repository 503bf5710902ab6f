"""Words by their beginnings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vindex_search.suggest.prefix_index import PrefixIndex

WORDS = st.text(st.sampled_from("abz\u0301学\U00020000"), min_size=1, max_size=4)


@given(items=st.lists(st.sets(WORDS, max_size=4), max_size=12), prefix=WORDS)
def test_items_are_those_that_have_a_word_with_the_beginning(items: list[set[str]], prefix: str) -> None:
    index = PrefixIndex(items)
    expected = [any(word.startswith(prefix) for word in own) for own in items]
    assert index.items([index.beginning_with(prefix)]).tolist() == expected


@given(words=st.sets(WORDS, max_size=12), prefix=st.text(st.sampled_from("abz"), max_size=2))
def test_next_letters_are_those_of_the_words(words: set[str], prefix: str) -> None:
    letters = list(PrefixIndex([words]).next_letters(prefix))
    longer = {word[len(prefix)] for word in words if word.startswith(prefix) and len(word) > len(prefix)}
    assert (sorted(letters), len(letters)) == (sorted(longer), len(longer))
