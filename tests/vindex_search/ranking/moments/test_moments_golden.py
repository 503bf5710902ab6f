"""Ranking as a whole: recorded hits give the accepted moments, scores, evidence and confidence, to nine digits."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.support.index.ranking.golden import EXPECTED, HOW_TO_ACCEPT, RECORDED, answer_lines, expected_lines
from tests.support.index.ranking.recorded_queries import RecordedQuery, Recording

QUERIES = Recording.read(RECORDED).load()
LINES = list(expected_lines())
EXPECTED_OF = {json.loads(lines[0])["query"]: lines for lines in LINES}
MAX_BYTES = 300_000
KINDS = {"heading", "keywords", "one video", "same times", "on a slide", "misheard", "no answer", "filtered"} | {
    "picture",
    "like",
}


@pytest.mark.parametrize("query", QUERIES, ids=[query.name for query in QUERIES])
def test_a_recorded_query_is_answered_as_accepted(query: RecordedQuery) -> None:
    assert answer_lines(query) == EXPECTED_OF.get(query.name, []), HOW_TO_ACCEPT


def test_the_recorded_queries_are_of_every_kind() -> None:
    """So many that a fault in any part of ranking shows, and little enough to be read."""
    kinds = Counter(query.name.partition(":")[0] for query in QUERIES)
    assert len({query.name for query in QUERIES}) == 40
    assert [query.name for query in QUERIES] == list(EXPECTED_OF)
    assert set(kinds) == KINDS
    answers = [[json.loads(line) for line in lines] for lines in LINES]
    channels = {channel for _, *moments in answers for moment in moments for channel in moment["channels"].split()}
    assert channels == {"speech", "words", "screen", "visual"}
    assert {head["matched"] for head, *_ in answers} == {True, False}
    assert RECORDED.stat().st_size < MAX_BYTES
    assert EXPECTED.stat().st_size < MAX_BYTES
