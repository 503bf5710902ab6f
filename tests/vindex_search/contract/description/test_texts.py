from __future__ import annotations

from vindex_search.contract.description.texts import MAX_PART_LENGTH, MAX_PARTS, opening_end, searched_texts
from vindex_search.contract.description.video_description import NOTHING, VideoDescription


def test_the_title_and_the_text_are_searched() -> None:
    said = VideoDescription(title="Bread", text="One.\n\nTwo.", people=("Ada",))
    assert [tuple(one) for one in searched_texts(said)] == [
        ("title", "title", "Bread"),
        ("description-00", "description", "One.\nTwo."),
    ]


def test_nothing_said_is_nothing_searched() -> None:
    assert searched_texts(NOTHING) == []


def test_a_long_text_is_cut_between_words_and_none_is_lost() -> None:
    text = " ".join(f"word{number}" for number in range(600))
    parts = [one.text for one in searched_texts(VideoDescription(text=text))]
    assert " ".join(parts) == text
    assert max(map(len, parts)) <= MAX_PART_LENGTH


def test_a_text_without_spaces_ends_too() -> None:
    assert len(searched_texts(VideoDescription(text="x" * 7000))) == 8


def test_there_are_few_parts() -> None:
    said = VideoDescription(text="\n".join(["y" * 800] * 9))
    assert len(searched_texts(said)) == 9 <= MAX_PARTS


def test_a_hit_lands_at_the_start_of_the_film() -> None:
    assert (opening_end(8.0), opening_end(900.0)) == (8.0, 30.0)
