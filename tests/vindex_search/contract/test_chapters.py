"""Chapters: what a tuple of them promises."""

from __future__ import annotations

import math

import pytest

from vindex_search.contract.chapters import (
    MAX_CHAPTERS,
    MAX_TITLE_LENGTH,
    MIN_CHAPTER_S,
    Chapter,
    chapters_of_marks,
    check_chapters,
)


@pytest.mark.parametrize("title", ["", " ", "two\nlines", " padded", "x" * (MAX_TITLE_LENGTH + 1)])
def test_a_title_is_one_line_of_bounded_length(title: str) -> None:
    with pytest.raises(ValueError, match="no title"):
        Chapter(title, 0.0, 10.0)


@pytest.mark.parametrize(("start_s", "end_s"), [(-1.0, 5.0), (5.0, 5.0), (6.0, 5.0), (0.0, math.inf), (math.nan, 5.0)])
def test_a_chapter_has_times_of_a_film(start_s: float, end_s: float) -> None:
    with pytest.raises(ValueError, match="cannot last"):
        Chapter("Proofing", start_s, end_s)


def test_each_chapter_lasts_until_the_next_one() -> None:
    chapters = chapters_of_marks([("Bake", 60.0), ("Mix", 0.0), ("Rest", 30.0)], 100.0)

    assert chapters == (Chapter("Mix", 0, 30), Chapter("Rest", 30, 60), Chapter("Bake", 60, 100))


def test_the_first_chapter_begins_where_its_mark_says() -> None:
    assert chapters_of_marks([("Mix", 12.5)], 100.0) == (Chapter("Mix", 12.5, 100.0),)


def test_a_mark_before_the_film_is_at_its_start() -> None:
    assert chapters_of_marks([("Mix", -3.0)], 100.0) == (Chapter("Mix", 0.0, 100.0),)


def test_marks_without_title_or_time_are_left_out() -> None:
    assert chapters_of_marks([(" ", 0.0), ("Mix", math.nan), ("Rest", 10.0)], 20.0) == (Chapter("Rest", 10.0, 20.0),)


def test_none_is_shorter_than_the_minimum() -> None:
    marks = [("Mix", 0.0), ("Rest", 10.0), ("Fold", 10.0 + MIN_CHAPTER_S / 2), ("Credits", 99.5)]

    chapters = chapters_of_marks(marks, 100.0)

    assert [one.title for one in chapters] == ["Mix", "Fold"]
    assert chapters[-1].end_s == 100.0


def test_marks_behind_the_film_are_left_out() -> None:
    assert chapters_of_marks([("Mix", 0.0), ("Bonus", 400.0)], 100.0) == (Chapter("Mix", 0.0, 100.0),)


@pytest.mark.parametrize("marks", [[], [("Credits", 99.5)], [(" ", 1.0)]])
def test_without_a_usable_mark_there_are_none(marks: list[tuple[str, float]]) -> None:
    assert chapters_of_marks(marks, 100.0) == ()


def test_titles_are_on_one_line_and_cut() -> None:
    (chapter,) = chapters_of_marks([("  Fold\nand " + "x" * 400, 0.0)], 10.0)

    assert chapter.title.startswith("Fold and x")
    assert len(chapter.title) == MAX_TITLE_LENGTH


def test_they_are_bounded_in_number() -> None:
    assert len(chapters_of_marks(((str(n), 10.0 * n) for n in range(MAX_CHAPTERS + 5)), 1e6)) == MAX_CHAPTERS


def test_chapters_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        check_chapters([Chapter("Mix", 0, 30), Chapter("Rest", 20, 60)])
