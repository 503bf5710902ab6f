"""Words that stay keep their times, new ones share those that they replace."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vindex_search.corrections.words import edited
from vindex_search.passages.segments import Segment, Word

WORDS = tuple(Word(text, float(at), at + 0.8, 0.9) for at, text in enumerate(("the", "cuber", "netties", "cluster")))
SEGMENT = Segment(0.0, 4.0, "the cuber netties cluster", "asr", words=WORDS)


def test_words_that_stay_keep_their_times_and_scores() -> None:
    words = edited(SEGMENT, "the Kubernetes cluster").words
    assert (words[0], words[-1]) == (WORDS[0], WORDS[-1])


def test_a_new_word_begins_where_the_first_that_it_replaces_begins() -> None:
    assert edited(SEGMENT, "the Kubernetes cluster").words[1].start_s == WORDS[1].start_s


@given(st.lists(st.sampled_from(("the", "cuber", "Kubernetes", "cluster", "now")), min_size=1, max_size=8))
def test_words_are_those_of_the_text_in_order_of_time(texts: list[str]) -> None:
    words = edited(SEGMENT, " ".join(texts)).words
    times = [time for word in words for time in (word.start_s, word.end_s)]
    assert ([word.text for word in words], times) == (texts, sorted(times))
