"""A generation: both ways in which it is written, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.contract.generation import FINGERPRINT_PATTERN, Generation, PublishedMark, mark_prefix, parse_marks
from vindex_search.contract.ids import VIDEO_ID_PATTERN

TALK = "team--talk-0123456789"

GENERATIONS = st.builds(
    Generation,
    st.from_regex(VIDEO_ID_PATTERN, fullmatch=True),
    st.from_regex(FINGERPRINT_PATTERN, fullmatch=True),
)
MARKS = st.builds(PublishedMark, GENERATIONS, st.integers(0, 10**9))


def test_it_is_written_as_payloads_and_file_names_have_it() -> None:
    generation = Generation(TALK, "512c2abf1c52b7c2")
    assert str(generation) == "team--talk-0123456789@512c2abf1c52b7c2"
    assert PublishedMark(generation, 9).file_name == "team--talk-0123456789.512c2abf1c52b7c2.9"


@given(MARKS)
def test_it_is_read_as_it_was_written(mark: PublishedMark) -> None:
    assert Generation.parse(str(mark.generation)) == mark.generation
    assert PublishedMark.parse(mark.file_name) == mark
    assert mark.file_name.startswith(mark_prefix(mark.generation.video_id))


@pytest.mark.parametrize(
    "text", ["", "@", TALK, f"{TALK}@", "talk@aa", f"{TALK}@a.b", f"{TALK}@a@b", f"{TALK}@a b", f"{TALK}.aa", "@aa"]
)
def test_what_is_no_generation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no (video id|fingerprint)"):
        Generation.parse(text)


@pytest.mark.parametrize(
    "name",
    ["", "x", f"{TALK}.aa", f"{TALK}.aa.", f"{TALK}.aa.-1", f"{TALK}.aa.many", f"{TALK}.aa.1.2", "talk.aa.1", "a.b.²"],
)
def test_a_file_that_is_no_mark_is_refused_and_passed_over_among_others(name: str) -> None:
    with pytest.raises(ValueError, match=r"is no|marks no generation"):
        PublishedMark.parse(name)
    good = PublishedMark(Generation(TALK, "aa"), 1)
    assert list(parse_marks([name, good.file_name])) == [good]


def test_there_are_no_fewer_than_no_points() -> None:
    with pytest.raises(ValueError, match="has no -1 points"):
        PublishedMark(Generation(TALK, "aa"), -1)


def test_generations_are_in_the_order_of_their_videos() -> None:
    one, other = Generation("a--x-0123456789", "b"), Generation("b--x-0123456789", "a")
    assert sorted([other, one]) == [one, other]
