"""One search: what a request is made of, and when a result matches."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest

from tests.support.index.hits import hit
from vindex_search.contract.ids import video_id
from vindex_search.index.types import PointFilter
from vindex_search.query.examples.more_like_this import VideoTime
from vindex_search.query.parser import EmptyQuery, ParsedQuery
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest, SearchResult
from vindex_search.ranking.confidence import match_confidence
from vindex_search.ranking.moments import Moment, find_moments

TALK = video_id("b", "team/talk.mp4")
POSITION = VideoTime(TALK, 12.0)
TEAM = SearchScope(PointFilter(workspaces=("team",)))
MOMENTS = find_moments({"speech": [hit("speech", TALK)]}, limit=1)


@pytest.mark.parametrize("request_", [SearchRequest("", image=b"x"), SearchRequest(" ", like=POSITION)])
def test_an_image_or_a_position_needs_no_sentence(request_: SearchRequest) -> None:
    assert request_.query == ParsedQuery("")


def test_a_sentence_beside_an_image_is_parsed() -> None:
    assert SearchRequest("oven -cold", image=b"x").query == ParsedQuery("oven", excluded=("cold",))


@pytest.mark.parametrize("text", ["", "?!", "-cold"])
def test_a_request_without_anything_to_find_is_refused(text: str) -> None:
    with pytest.raises(EmptyQuery):
        _ = SearchRequest(text).query


def test_requests_have_the_same_cursor_key_only_if_they_are_equal() -> None:
    requests = [
        SearchRequest("oven"),
        SearchRequest("ovens"),
        SearchRequest("oven", TEAM),
        SearchRequest("oven", SearchScope(channels=("speech",))),
        SearchRequest("oven", like=POSITION),
        SearchRequest("oven", like=VideoTime(TALK, 13.0)),
    ]
    assert len({request.cursor_key for request in requests}) == len(requests)
    assert SearchRequest("oven", TEAM).cursor_key == requests[2].cursor_key


@pytest.mark.parametrize(
    ("moments", "phrases", "score", "matched"),
    [
        (MOMENTS, (), 1.0, True),
        (MOMENTS, (), 0.0, False),
        (MOMENTS, ("hot oven",), 0.0, True),  # found verbatim
        ([], ("hot oven",), 1.0, False),
    ],
)
def test_a_result_matches_by_its_confidence_or_a_verbatim_phrase(
    moments: list[Moment], phrases: tuple[str, ...], score: float, matched: bool
) -> None:
    confidence = match_confidence({"speech": [hit("speech", TALK, score=score)]}, None, None)
    result = SearchResult(query=ParsedQuery("oven", phrases), moments=moments, has_more=False, confidence=confidence)
    assert result.matched == matched


@pytest.mark.parametrize(("moments", "matched"), [(MOMENTS, True), ([], False)])
def test_a_result_matches_where_a_passage_has_every_word(moments: list[Moment], matched: bool) -> None:
    unlikely = match_confidence({"speech": [hit("speech", TALK, score=0.0)]}, None, None)
    result = SearchResult(ParsedQuery("oven"), moments, has_more=False, confidence=unlikely, says_every_word=True)
    assert result.matched == matched


@pytest.mark.parametrize("kind", [SearchRequest, SearchResult])
def test_requests_and_results_are_not_changed_by_those_who_read_them(kind: type) -> None:
    confidence = match_confidence({}, None, None)
    result = SearchResult(query=ParsedQuery("oven"), moments=[], has_more=False, confidence=confidence)
    value: Any = SearchRequest("oven") if kind is SearchRequest else result
    assert hasattr(kind, "__slots__")
    with pytest.raises(FrozenInstanceError):
        setattr(value, fields(value)[0].name, None)
