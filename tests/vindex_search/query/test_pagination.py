"""Pagination: cursors name moments, so that pages stay stable while a library changes."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.concurrency.waiting import rounds
from vindex_search.query.pagination import MAX_MOMENTS, NONE_SEEN, SeenMoments, next_cursor, next_page, read_cursor
from vindex_search.ranking.moments import Moment

VIDEOS = [f"team--{name}-{number:010x}" for number, name in enumerate(("talk", "film", "show"))]
LENGTHS = st.lists(st.floats(4, 120), max_size=12)
SHIFT_S = 0.5  # less than an eighth of the shortest of LENGTHS


def moment(video: str, start: float, end: float) -> Moment:
    return Moment(video, "team", start, end, 1.0, (), ())


def consecutive(video: str, lengths: list[float]) -> list[Moment]:
    """Moments of one video, each beginning where the one before it ends."""
    ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
    return [moment(video, end - length, end) for end, length in zip(ends, lengths, strict=True)]


@st.composite
def libraries(draw: st.DrawFn) -> list[Moment]:
    return draw(st.permutations([one for video in VIDEOS[:2] for one in consecutive(video, draw(LENGTHS))]))


def shifted(one: Moment, chance: random.Random) -> Moment:
    """A moment as it may be found after a new video has changed the ranks."""
    start, end = (max(0.0, at + chance.uniform(-SHIFT_S, SHIFT_S)) for at in (one.start_s, one.end_s))
    return replace(one, start_s=start, end_s=end)


@given(libraries(), st.integers(1, 5), st.integers(0, 5), st.randoms(use_true_random=False))
def test_no_moment_is_repeated_or_skipped(moments: list[Moment], limit: int, new: int, chance: random.Random) -> None:
    """Whatever is indexed between pages, and however the ends of moments shift a little by it."""
    names, seen, returned, more = list(range(len(moments))), NONE_SEEN, list[int](), True
    known = dict(enumerate(moments))
    for _ in rounds():
        if not more:
            break
        now = {name: shifted(known[name], chance) for name in names}
        found, more = next_page(list(now.values()), seen, limit)
        returned += [name for name in names if any(now[name] is one for one in found)]
        seen = read_cursor("q", next_cursor("q", seen.with_page(found)))
        if len(known) < len(moments) + new:
            names.insert(chance.randrange(len(names) + 1), len(known))
            known[len(known)] = moment(VIDEOS[2], 100.0 * len(known), 100.0 * len(known) + 5)
    assert len(returned) == len(set(returned))
    assert set(range(len(moments))) <= set(returned)


@pytest.mark.parametrize(
    ("start", "end", "same"),
    [
        (100, 130, True),
        (101.5, 128, True),
        (110, 114, True),  # its answering sentence
        (50, 200, True),
        (129, 160, False),  # its neighbour, slightly shifted
        (130, 160, False),
        (70, 100, False),
        (500, 530, False),
    ],
)
def test_a_moment_is_recognised_by_its_overlap(start: float, end: float, same: bool) -> None:
    seen = NONE_SEEN.with_page([moment(VIDEOS[0], 100, 130)])
    assert seen.contains(moment(VIDEOS[0], start, end)) == same
    assert not seen.contains(moment(VIDEOS[1], start, end))


def test_a_moment_without_length_is_recognised() -> None:
    seen = NONE_SEEN.with_page([moment(VIDEOS[0], 7, 7)])
    assert seen.contains(moment(VIDEOS[0], 7, 7))
    assert not seen.contains(moment(VIDEOS[0], 8, 8))


@given(st.lists(st.tuples(st.sampled_from(VIDEOS), st.floats(0, 1e6), st.floats(0, 500)), max_size=20), st.text())
def test_cursor_round_trip(places: list[tuple[str, float, float]], question: str) -> None:
    seen = NONE_SEEN.with_page(moment(video, start, start + length) for video, start, length in places)
    cursor = next_cursor(question, seen)
    assert read_cursor(question, cursor) == seen
    assert all(letter.isalnum() or letter in "-_" for letter in cursor)


def test_the_cursor_of_another_query_is_refused() -> None:
    cursor = next_cursor("bread", NONE_SEEN.with_page([moment(VIDEOS[0], 1, 2)]))
    with pytest.raises(ValueError, match="belongs to another query"):
        read_cursor("butter", cursor)


@pytest.mark.parametrize("given_", ["", "x", "AAAA", "not a cursor!", "é", "\ud800", "A" * 9, "=" * 8, "a\n"])
def test_a_malformed_cursor_is_refused(given_: str) -> None:
    with pytest.raises(ValueError, match="is not valid"):
        read_cursor("bread", given_)


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_or_an_error_about_one(cursor: str) -> None:
    message = "a cursor"
    try:
        read_cursor("bread", cursor)
    except ValueError as problem:
        message = str(problem)
    assert "cursor" in message


def test_pages_end_and_the_cursor_stays_short() -> None:
    moments = [moment(VIDEOS[0], at * 10.0, at * 10.0 + 9) for at in range(MAX_MOMENTS + 200)]
    seen, more = NONE_SEEN, True
    for _ in rounds():
        if not more:
            break
        found, more = next_page(moments, seen, 100)
        seen = seen.with_page(found)
    assert len(seen) == MAX_MOMENTS == 300
    assert len(next_cursor("q", seen)) < 6 * 1024


def test_the_last_page_has_no_successor() -> None:
    moments = [moment(VIDEOS[0], at * 10.0, at * 10.0 + 9) for at in range(3)]
    assert next_page(moments, NONE_SEEN, 3) == (moments, False)
    assert next_page(moments, NONE_SEEN, 2) == (moments[:2], True)
    assert next_page([], SeenMoments(), 2) == ([], False)
