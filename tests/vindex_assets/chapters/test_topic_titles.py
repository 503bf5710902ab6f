"""Titles of chapters that are made by topic."""

from __future__ import annotations

from vindex_assets.chapters.topic_titles import topic_titles

STOP = {"the", "and", "then", "with", "for"}


def titled(*parts: str) -> list[str]:
    return topic_titles(parts, lambda word: word in STOP)


def test_a_title_is_what_a_part_says_and_the_others_do_not() -> None:
    flour, tide = titled("the flour and water flour water dough", "the tide and moon tide moon dough dough")

    assert flour == "Flour, water"
    assert set(tide.lower().split(", ")) == {"dough", "moon", "tide"}


def test_names_keep_their_capitals() -> None:
    assert titled("near Kepler then Kepler", "moon moon")[0] == "Kepler"


def test_forms_of_one_word_are_named_once() -> None:
    assert titled("wave waves wave waves energy energy", "moon moon")[0].count("ave") == 1


def test_a_part_without_words_of_its_own_has_no_title() -> None:
    assert titled("the and the and", "moon moon")[0] == ""
