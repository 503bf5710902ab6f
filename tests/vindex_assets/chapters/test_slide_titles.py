"""Chapters by the titles of slides."""

from __future__ import annotations

from vindex_assets.chapters.slide_titles import MIN_CHAPTER_S, MIN_STAND_S, Slide, slide_chapters
from vindex_search.contract.chapters import Chapters


def slide(start_s: float, end_s: float, *lines: str, top: float = 0.05) -> Slide:
    return Slide(start_s, end_s, lines, top)


def titles(chapters: Chapters) -> list[tuple[str, float]]:
    return [(one.title, one.start_s) for one in chapters]


def test_a_chapter_begins_where_the_title_changes() -> None:
    shown = [slide(5, 60, "Proofing", "Wait."), slide(60, 100, "Proofing", "Fold."), slide(100, 180, "Baking")]

    assert titles(slide_chapters(shown, 200)) == [("Proofing", 0), ("Baking", 100)]


def test_they_cover_the_film() -> None:
    chapters = slide_chapters([slide(5, 80, "Proofing"), slide(100, 180, "Baking")], 200)

    assert [(one.start_s, one.end_s) for one in chapters] == [(0, 100), (100, 200)]


def test_a_title_that_comes_back_is_one_chapter() -> None:
    back = MIN_CHAPTER_S / 2
    shown = [slide(0, 60, "Proofing"), slide(60, 60 + back, "Aside"), slide(60 + back, 100, "Proofing")]

    assert titles(slide_chapters([*shown, slide(100, 200, "Baking")], 200)) == [("Proofing", 0), ("Baking", 100)]


def test_numbered_and_misread_titles_are_the_same() -> None:
    shown = [slide(0, 40, "Proofing dough (1/2)"), slide(40, 80, "Proofing d0ugh (2/2)"), slide(80, 160, "Baking")]

    assert titles(slide_chapters(shown, 160)) == [("Proofing dough", 0), ("Baking", 80)]


def test_numbered_steps_are_chapters_of_their_own() -> None:
    shown = [slide(0, 50, "Exercise 1"), slide(50, 100, "Exercise 2 (1 of 2)"), slide(100, 150, "Exercise 2 [2]")]

    assert titles(slide_chapters(shown, 150)) == [("Exercise 1", 0), ("Exercise 2", 50)]


def test_a_running_head_is_no_title() -> None:
    names = ["Proofing", "Folding", "Baking", "Eating"]
    shown = [slide(50 * n, 50 * n + 50, "Bakers' School", name) for n, name in enumerate(names)]

    assert [title for title, _ in titles(slide_chapters(shown, 200))] == names


def test_a_flash_and_a_lower_third_are_no_slides() -> None:
    shown = [slide(0, 90, "Proofing"), slide(90, 90 + MIN_STAND_S / 2, "Breaking"), slide(100, 180, "Baking")]
    lower = slide(40, 70, "Jane Doe, baker", top=0.8)

    assert titles(slide_chapters([*shown, lower], 200)) == [("Proofing", 0), ("Baking", 100)]


def test_sentences_and_numbers_are_no_titles() -> None:
    sentence = slide(50, 100, "Then you wait for the dough to rise to twice its size, until it is full of bubbles")
    shown = [slide(0, 50, "Proofing"), sentence, slide(100, 150, "12:30"), slide(150, 200, "Baking")]

    assert titles(slide_chapters(shown, 200)) == [("Proofing", 0), ("Baking", 150)]


def test_one_title_makes_no_chapters() -> None:
    assert slide_chapters([slide(0, 200, "Proofing")], 200) == ()


def test_a_few_slides_in_a_long_film_make_none() -> None:
    assert slide_chapters([slide(0, 60, "Proofing"), slide(60, 120, "Baking")], 3_600) == ()


def test_without_slides_there_are_none() -> None:
    assert slide_chapters([], 200) == ()
