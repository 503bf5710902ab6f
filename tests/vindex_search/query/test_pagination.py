"""paging: a cursor names what was shown, so pages hold while a library changes between them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.query.pagination import MAX_MOMENTS, NONE_SEEN, SeenMoments, next_cursor, next_page, read_cursor
from vindex_search.ranking.moments import Moment

VIDEOS = [f"team--{name}-{number:010x}" for number, name in enumerate(("talk", "film", "show"))]
LENGTHS = st.lists(st.floats(4, 120), max_size=12)
MOVED_S = 0.5  # a little: less than an eighth of the shortest of LENGTHS


def moment(video: str, start: float, end: float) -> Moment:
    return Moment(video, "team", start, end, 1.0, (), ())


def in_a_row(video: str, lengths: list[float]) -> list[Moment]:
    """Moments of one video, each beginning where the one before it ends."""
    ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
    return [moment(video, end - length, end) for end, length in zip(ends, lengths, strict=True)]


@st.composite
def libraries(draw: st.DrawFn) -> list[Moment]:
    return draw(st.permutations([one for video in VIDEOS[:2] for one in in_a_row(video, draw(LENGTHS))]))


def moved(one: Moment, chance: random.Random) -> Moment:
    """Where a moment lies after a new video has changed the ranks around it."""
    start, end = (max(0.0, at + chance.uniform(-MOVED_S, MOVED_S)) for at in (one.start_s, one.end_s))
    return replace(one, start_s=start, end_s=end)


@given(libraries(), st.integers(1, 5), st.integers(0, 5), st.randoms(use_true_random=False))
def test_nothing_is_shown_twice_or_passed_over(
    moments: list[Moment], limit: int, new: int, chance: random.Random
) -> None:
    """Whatever comes between the pages, and however what was there is moved a little by it."""
    names, shown, seen, more = list(range(len(moments))), NONE_SEEN, list[int](), True
    known = dict(enumerate(moments))
    while more:
        now = {name: moved(known[name], chance) for name in names}
        found, more = next_page(list(now.values()), shown, limit)
        seen += [name for name in names if any(now[name] is one for one in found)]
        shown = read_cursor("q", next_cursor("q", shown.with_page(found)))
        if len(known) < len(moments) + new:
            names.insert(chance.randrange(len(names) + 1), len(known))
            known[len(known)] = moment(VIDEOS[2], 100.0 * len(known), 100.0 * len(known) + 5)
    assert len(seen) == len(set(seen))
    assert set(range(len(moments))) <= set(seen)


@pytest.mark.parametrize(
    ("start", "end", "same"),
    [
        (100, 130, True),
        (101.5, 128, True),
        (110, 114, True),  # the sentence of it that a fact is answered by
        (50, 200, True),
        (129, 160, False),  # its neighbour, moved a little
        (130, 160, False),
        (70, 100, False),
        (500, 530, False),
    ],
)
def test_a_moment_is_known_again_by_where_it_lies(start: float, end: float, same: bool) -> None:
    shown = NONE_SEEN.with_page([moment(VIDEOS[0], 100, 130)])
    assert shown.contains(moment(VIDEOS[0], start, end)) == same
    assert not shown.contains(moment(VIDEOS[1], start, end))


def test_a_moment_without_length_is_one_all_the_same() -> None:
    shown = NONE_SEEN.with_page([moment(VIDEOS[0], 7, 7)])
    assert shown.contains(moment(VIDEOS[0], 7, 7))
    assert not shown.contains(moment(VIDEOS[0], 8, 8))


@given(st.lists(st.tuples(st.sampled_from(VIDEOS), st.floats(0, 1e6), st.floats(0, 500)), max_size=20), st.text())
def test_a_cursor_comes_back_as_it_went(places: list[tuple[str, float, float]], question: str) -> None:
    shown = NONE_SEEN.with_page(moment(video, start, start + length) for video, start, length in places)
    cursor = next_cursor(question, shown)
    assert read_cursor(question, cursor) == shown
    assert all(letter.isalnum() or letter in "-_" for letter in cursor)


def test_a_cursor_of_another_question_is_refused() -> None:
    cursor = next_cursor("bread", NONE_SEEN.with_page([moment(VIDEOS[0], 1, 2)]))
    with pytest.raises(ValueError, match="of another question"):
        read_cursor("butter", cursor)


@pytest.mark.parametrize("given_", ["", "x", "AAAA", "not a cursor!", "é", "\ud800", "A" * 9, "=" * 8, "a\n"])
def test_what_is_no_cursor_is_refused_by_name(given_: str) -> None:
    with pytest.raises(ValueError, match="none of this service's"):
        read_cursor("bread", given_)


@given(st.text(max_size=60))
def test_whatever_is_given_is_a_cursor_or_a_sentence(cursor: str) -> None:
    said = "a cursor"
    try:
        read_cursor("bread", cursor)
    except ValueError as problem:
        said = str(problem)
    assert "cursor" in said


def test_there_is_an_end_to_it_and_the_address_stays_short() -> None:
    moments = [moment(VIDEOS[0], at * 10.0, at * 10.0 + 9) for at in range(MAX_MOMENTS + 200)]
    shown, more = NONE_SEEN, True
    while more:
        found, more = next_page(moments, shown, 100)
        shown = shown.with_page(found)
    assert len(shown) == MAX_MOMENTS
    assert len(next_cursor("q", shown)) < 6 * 1024


def test_the_last_page_says_that_it_is_the_last() -> None:
    moments = [moment(VIDEOS[0], at * 10.0, at * 10.0 + 9) for at in range(3)]
    assert next_page(moments, NONE_SEEN, 3) == (moments, False)
    assert next_page(moments, NONE_SEEN, 2) == (moments[:2], True)
    assert next_page([], SeenMoments(), 2) == ([], False)
