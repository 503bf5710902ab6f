from __future__ import annotations

from tests.support.library.home import Home
from vindex_assets.cli.demo.questions import MAX_QUESTIONS, SAMPLE_QUESTIONS, library_questions
from vindex_assets.cli.ingest import run_due


def test_the_samples_have_three_questions() -> None:
    assert len(SAMPLE_QUESTIONS) == MAX_QUESTIONS


def test_an_empty_library_has_no_questions(home: Home) -> None:
    assert library_questions(home.library.store) == ()


def test_a_library_is_asked_for_its_own_texts(home: Home) -> None:
    home.upload_film("team/owl.mp4", "An owl turns its head almost all the way round.")
    home.upload_film("team/cat.mp4", "The cat sits on the old wooden bench.")
    run_due(home.instance, home.library, on_start=lambda *_: None)
    assert library_questions(home.library.store)[:2] == (
        "The cat sits on the old wooden bench.",
        "An owl turns its head almost all the",
    )
