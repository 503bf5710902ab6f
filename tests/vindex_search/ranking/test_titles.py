"""A query that names a chapter is answered by it, from its start; every other query as if there were none."""

from __future__ import annotations

from typing import Any

import pytest

from vindex_search.index.types import Hit
from vindex_search.models.catalogue import BM25
from vindex_search.models.sparse import SparseEncoder
from vindex_search.ranking.fusion import RankedHit
from vindex_search.ranking.moments import Moment
from vindex_search.ranking.titles import MAX_TITLES, TitleTests, named_chapters, with_chapters

SPARSE = SparseEncoder(BM25)


def compared_with(query: str) -> TitleTests:
    return TitleTests(
        has_every_word=lambda text: SPARSE.has_every_word(query, text),
        matches=lambda text: SPARSE.matches(query, text),
        word_count=lambda text: len(SPARSE.matches(text, text)),
    )


def hit(text: str, start_s: float = 60.0, end_s: float = 120.0, **changed: Any) -> Hit:
    fields: dict[str, Any] = {"channel": "chapter", "video_id": "team--a-0123456789", "workspace": "team", "score": 0.9}
    fields |= {"point_channel": "chapter", "point_id": text, "start_s": start_s, "end_s": end_s, "text": text}
    return Hit(**{**fields, **changed})


def moment(start_s: float, end_s: float, score: float = 1.0, video_id: str = "team--a-0123456789") -> Moment:
    said = hit("said", start_s, end_s, channel="speech", point_channel="speech", video_id=video_id)
    return Moment(video_id, "team", start_s, end_s, score, ("speech",), (RankedHit(said, 1, 1.0),))


@pytest.mark.parametrize(
    "query", ["Proofing the dough", "proofing dough", "PROOFING DOUGH", "the proofing of the dough"]
)
def test_a_title_is_named_by_its_words(query: str) -> None:
    assert named_chapters([hit("Proofing the dough")], compared_with(query))


@pytest.mark.parametrize("query", ["dough", "proofing the dough in a warm kitchen", "baking", "the"])
def test_other_queries_name_none(query: str) -> None:
    assert not named_chapters([hit("Proofing the dough")], compared_with(query))


def test_most_words_of_a_longer_title_name_it() -> None:
    assert named_chapters([hit("Proofing dough overnight")], compared_with("proofing dough"))


def test_a_title_of_many_videos_names_none() -> None:
    titles = [hit("Introduction", video_id=f"team--a-{number:010}") for number in range(MAX_TITLES + 1)]

    assert named_chapters(titles, compared_with("introduction")) == []


def test_the_answer_begins_where_the_chapter_does() -> None:
    first, *others = with_chapters([moment(70, 90), moment(200, 220, 0.5)], [hit("Proofing")])

    assert (first.start_s, first.end_s) == (60.0, 120.0)
    assert [(one.start_s, one.score) for one in others] == [(200, 0.5)]


def test_what_was_found_inside_is_its_evidence() -> None:
    first, *_ = with_chapters([moment(70, 90)], [hit("Proofing")])

    assert first.channels == ("speech", "chapter")
    assert [ranked.channel for ranked in first.evidence] == ["chapter", "speech"]


def test_it_scores_above_all_others() -> None:
    answer = with_chapters([moment(300, 320, 7.0)], [hit("Proofing"), hit("Proofing", 400, 500)])

    assert [one.score for one in answer] == sorted((one.score for one in answer), reverse=True)
    assert answer[-1].start_s == 300


def test_what_reaches_into_it_is_cut_at_its_ends() -> None:
    _, *others = with_chapters([moment(40, 70), moment(110, 140), moment(0, 60)], [hit("Proofing")])

    assert [(one.start_s, one.end_s) for one in others] == [(40, 60), (120, 140), (0, 60)]


def test_another_video_keeps_its_moments() -> None:
    elsewhere = moment(70, 90, video_id="team--b-0123456789")

    assert with_chapters([elsewhere], [hit("Proofing")])[1:] == [elsewhere]


def test_without_chapters_nothing_changes() -> None:
    found = [moment(70, 90), moment(200, 220, 0.5)]

    assert with_chapters(found, []) == found
