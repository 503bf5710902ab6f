"""A question and what one opened library finds for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from vindex_search.common.image_hash import opened as opened_picture
from vindex_search.common.image_hash import phash, upright
from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit
from vindex_search.query.engine import Opened
from vindex_search.query.more_like_this import Place, elsewhere, unknown_place, vectors_at
from vindex_search.query.pagination import Shown, page
from vindex_search.query.parser import Query, parse
from vindex_search.query.retriever import Retriever, Scope, Vectors
from vindex_search.ranking.confidence import Verdict, verdict
from vindex_search.ranking.fusion import HITS_PER_CHANNEL
from vindex_search.ranking.moments import Moment, find_moments

ALL: Final = Scope()

Hits = Mapping[Channel, Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence, a picture file, a place whose like is looked for, or a sentence with either; and where to look.

    Raises:
        ValueError: nothing is asked for; the message says what to do.
    """

    typed: str
    scope: Scope = ALL
    picture: bytes | None = None
    like: Place | None = None

    @property
    def query(self) -> Query:
        """The sentence as it is understood; empty where a picture or a place is all that is asked with."""
        if not self.typed.strip() and (self.picture or self.like):
            return Query("")
        return parse(self.typed)

    @property
    def key(self) -> str:
        """Tells questions apart."""
        return repr((self.typed, self.scope, self.like))


@dataclass(frozen=True, slots=True)
class Found:
    """A page of moments, whether there is another one after it, and what the scores say."""

    query: Query
    moments: list[Moment]
    more: bool
    verdict: Verdict

    @property
    def matched(self) -> bool:
        """Whether anything in the library matches; words that must stand there word for word do."""
        return bool(self.moments) and (bool(self.query.phrases) or self.verdict.matched)


def find(opened: Opened, question: Question, *, limit: int, shown: Shown) -> Found:
    """A page of the best moments.

    Raises:
        ValueError: the question says nothing, or its picture or place cannot be used; the message says why.
        RuntimeError: the library is not open.
    """
    retriever, query = opened.retriever, question.query
    asked = question.scope.where
    languages = retriever.spelt(asked.languages)
    where = replace(asked, languages=languages, phrases=query.phrases, without=query.without)
    scope = replace(question.scope, where=where)
    vectors = _vectors(opened, retriever, question, query)
    hits = _hits(opened, retriever, question, vectors, scope)
    with opened.observer.stage("moments"):  # the second look at the index is in it
        moments = find_moments(
            hits,
            limit=len(shown) + limit + 1,
            matches=partial(retriever.matches, query.text),
            courses=retriever.courses(vectors, scope, hits),
        )
    found, more = page(moments, shown, limit)
    # Background questions are sentences: they say nothing of what a picture or a place scores.
    known = opened.background if query.text and not (question.picture or question.like) else None
    return Found(query, found, more, verdict(hits, vectors.words, known))


def _vectors(opened: Opened, retriever: Retriever, question: Question, query: Query) -> Vectors:
    said = retriever.vectors(query.text, question.scope.channels) if query.text else Vectors()
    if question.like:
        there = vectors_at(opened.store, question.like)
        if there is None:
            raise ValueError(unknown_place(question.like))
        said = Vectors(said.text or there.text, there.visual, said.words or there.words)
    vision = retriever.encoders.vision
    if question.picture and vision:
        said = replace(said, visual=vision.encode_images([upright(question.picture)])[0].tolist())
    return said


def _hits(opened: Opened, retriever: Retriever, question: Question, vectors: Vectors, scope: Scope) -> Hits:
    hits: dict[Channel, list[Hit]] = retriever.hits(vectors, scope)
    if question.picture and retriever.encoders.vision is None and "visual" in scope.channels:
        hits["visual"] = _same_pictures(opened, question.picture, scope)
    return elsewhere(hits, question.like) if question.like else hits


def _same_pictures(opened: Opened, picture: bytes, scope: Scope) -> list[Hit]:
    """Without a model for pictures: the frames that are this very picture."""
    where = scope.where
    allowed = [video.video_id for video in opened.shelf.among(where)]
    found = opened.pictures.nearest(phash(opened_picture(picture)), allowed, HITS_PER_CHANNEL)
    first, last = where.from_s or 0.0, where.to_s if where.to_s is not None else float("inf")
    return [hit for hit in found if hit.start_s < last and hit.end_s > first]
