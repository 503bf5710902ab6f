"""generation: both written forms, and what is refused."""

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


def test_a_generation_is_formatted_for_payloads_and_for_file_names() -> None:
    generation = Generation(TALK, "512c2abf1c52b7c2")
    assert str(generation) == "team--talk-0123456789@512c2abf1c52b7c2"
    assert PublishedMark(generation, 9).file_name == "team--talk-0123456789.512c2abf1c52b7c2.9"


@given(MARKS)
def test_both_forms_round_trip(mark: PublishedMark) -> None:
    assert Generation.parse(str(mark.generation)) == mark.generation
    assert PublishedMark.parse(mark.file_name) == mark
    assert mark.file_name.startswith(mark_prefix(mark.generation.video_id))


@pytest.mark.parametrize(
    "text", ["", "@", TALK, f"{TALK}@", "talk@aa", f"{TALK}@a.b", f"{TALK}@a@b", f"{TALK}@a b", f"{TALK}.aa", "@aa"]
)
def test_a_malformed_generation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no (video id|fingerprint)"):
        Generation.parse(text)


@pytest.mark.parametrize(
    "name",
    ["", "x", f"{TALK}.aa", f"{TALK}.aa.", f"{TALK}.aa.-1", f"{TALK}.aa.many", f"{TALK}.aa.1.2", "talk.aa.1", "a.b.²"],
)
def test_a_malformed_mark_is_refused_and_skipped_in_a_listing(name: str) -> None:
    with pytest.raises(ValueError, match=r"is no (video id|fingerprint|mark of a generation)"):
        PublishedMark.parse(name)
    good = PublishedMark(Generation(TALK, "aa"), 1)
    assert list(parse_marks([name, good.file_name])) == [good]


def test_a_negative_number_of_points_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot have -1 points"):
        PublishedMark(Generation(TALK, "aa"), -1)


def test_generations_sort_by_video_id() -> None:
    one, other = Generation("a--x-0123456789", "b"), Generation("b--x-0123456789", "a")
    assert sorted([other, one]) == [one, other]
