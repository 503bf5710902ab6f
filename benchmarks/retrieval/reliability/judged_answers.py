"""Queries as a search answers them: the moments, how sure they are, and whether anything is said to match."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benchmarks.retrieval.lectures import Library, Question
from vindex_search.contract.ids import CHANNELS
from vindex_search.index.types import NO_FILTER, PointFilter
from vindex_search.query.parser import ParsedQuery
from vindex_search.query.places.find import moments_of
from vindex_search.query.prepared_search import PreparedSearch
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import says_every_word
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.measure import measure_null_distribution
from vindex_search.ranking.calibration.questions import calibration_questions
from vindex_search.ranking.confidence import MatchConfidence, match_confidence
from vindex_search.ranking.moments import Moment

MAX_MOMENTS: Final = 10


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """The answer to a query."""

    moments: tuple[Moment, ...]
    judged: MatchConfidence
    matched: bool

    def right(self, question: Question) -> list[bool]:
        """Per moment whether its middle is in a true range of a question."""
        return [question.contains_middle(one.video_id, one.start_s, one.end_s) for one in self.moments]


def calibrate(library: Library) -> NullDistribution:
    """The null distribution of a library, as the pipeline measures it."""
    return measure_null_distribution(library.points.values, library.retriever.encoders, calibration_questions())


def ask(library: Library, calibration: NullDistribution, text: str, where: PointFilter = NO_FILTER) -> JudgedAnswer:
    """Search as the service does."""
    retriever, scope = library.retriever, SearchScope(where)
    vectors = retriever.vectors(text, CHANNELS)
    hits = retriever.hits(vectors, scope)
    prepared = PreparedSearch(retriever, ParsedQuery(text), scope, vectors)
    found = moments_of(prepared, hits, retriever.relevance_curves(vectors, scope, hits), MAX_MOMENTS)
    judged = match_confidence(hits, vectors.words, calibration)
    matched = judged.matched or says_every_word(retriever, text, hits.get("words", ()))
    return JudgedAnswer(tuple(found), judged, matched)
