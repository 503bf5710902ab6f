"""Sounds: what listeners take for one another is near."""

from __future__ import annotations

import pytest

from benchmarks.retrieval.misheard.sounds import distances, pronounce


@pytest.mark.parametrize(("word", "alike"), [("night", "knight"), ("two", "too"), ("phinnix", "finiks")])
def test_words_that_sound_alike_have_one_pronunciation(word: str, alike: str) -> None:
    assert pronounce(word) == pronounce(alike) != ""


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("bat", "pat", "sat"),
        ("ship", "sheep", "shop"),
        ("recognise", "recognised", "beach"),
        ("smartkom", "smart", "kettle"),
    ],
)
def test_the_nearer_of_two(word: str, near: str, far: str) -> None:
    to_near, to_far = distances(pronounce(word), [pronounce(near), pronounce(far)]).tolist()
    assert to_near < to_far


def test_what_is_not_written_in_latin_letters_has_no_sound() -> None:
    assert pronounce("дом") == ""
