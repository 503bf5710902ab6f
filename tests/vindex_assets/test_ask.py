from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.library.home import Home
from vindex_assets.ask import BEFORE, EXCERPT, ask, excerpt, show, why
from vindex_search.answers import CoverageOut, EvidenceOut, SearchAnswer
from vindex_search.contract import Channel


def an_evidence(channel: Channel, text: str | None, highlights: list[tuple[int, int]]) -> EvidenceOut:
    return EvidenceOut(
        channel=channel, start_s=0, end_s=1, text=text, highlights=highlights, rank=1, score=1, frame_url=None
    )


def an_answer(message: str | None) -> SearchAnswer:
    coverage = CoverageOut(videos=1, searchable=1, channels={})
    return SearchAnswer(
        query="x", took_ms=1, model_set="offline", matched=not message, message=message, moments=[], coverage=coverage
    )


def test_the_reason_marks_what_was_asked_for() -> None:
    evidence = an_evidence("speech", "the sea rises twice", [(4, 7), (8, 13)])
    assert why(evidence) == "said: the SEA RISES twice"


def test_a_picture_without_words_is_a_reason_too() -> None:
    evidence = an_evidence("visual", None, [])
    assert why(evidence) == "seen: the picture"


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=120), st.data())
def test_an_excerpt_is_short_and_holds_the_word_that_it_is_about(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words) - 1))
    marked = [*words[:place], words[place].upper(), *words[place + 1 :]]
    about = len(" ".join(words[:place])) + (1 if place else 0)
    shown = excerpt(" ".join(marked), about=about)
    assert words[place].upper() in shown
    assert len(shown) <= EXCERPT + 4
    assert BEFORE < EXCERPT


def test_nothing_found_is_said() -> None:
    assert show(an_answer(None)) == "nothing found"


def test_what_the_service_says_stands_first() -> None:
    said = "Nothing in your library matches."
    assert show(an_answer(said)) == said


def test_an_empty_question_is_refused(home: Home) -> None:
    with pytest.raises(ValueError, match="what to find"):
        ask("  ", limit=5)


def test_without_a_service_the_index_itself_answers(home: Home) -> None:
    from vindex_assets.ingest import run_due

    home.film("team/tides.mp4", "The moon pulls the ocean towards itself.")
    run_due(home.instance, home.library, started=lambda *_: None)
    answer = ask("moon and ocean", limit=5)
    assert [moment.title for moment in answer.moments] == ["tides"]
    assert answer.moments[0].evidence[0].highlights
