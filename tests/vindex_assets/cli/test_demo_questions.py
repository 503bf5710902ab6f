from __future__ import annotations

from tests.support.library.home import Home
from vindex_assets.cli.demo_questions import MAX_QUESTIONS, SAMPLE_QUESTIONS, library_questions
from vindex_assets.cli.ingest import run_due


def test_there_are_three_for_the_samples() -> None:
    assert len(SAMPLE_QUESTIONS) == MAX_QUESTIONS


def test_an_empty_library_asks_nothing(home: Home) -> None:
    assert library_questions(home.library.store) == ()


def test_somebodys_own_films_are_asked_in_their_own_words(home: Home) -> None:
    home.film("team/owl.mp4", "An owl turns its head almost all the way round.")
    home.film("team/cat.mp4", "The cat sits on the old wooden bench.")
    run_due(home.instance, home.library, on_start=lambda *_: None)
    assert library_questions(home.library.store)[:2] == (
        "The cat sits on the old wooden bench.",
        "An owl turns its head almost all the",
    )
