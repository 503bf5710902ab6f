"""Compares one video with the saved searches: the moments that chance does not explain, at the chosen rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from vindex_search.alerts.rates.chance import Background, share_of_library
from vindex_search.alerts.saved_search import SavedSearch
from vindex_search.alerts.told import ToldMoment, moment_id
from vindex_search.alerts.watch.asked import AskedSearches, on_channels
from vindex_search.alerts.watch.backgrounds import read_background
from vindex_search.contract.ids import workspace_of_video
from vindex_search.index.types import Hit
from vindex_search.query.engine import SearchEngine
from vindex_search.query.pagination import NONE_SEEN
from vindex_search.query.search import SearchRequest, SearchResult, run_search
from vindex_search.ranking.calibration.distribution import NullDistribution, Signals
from vindex_search.ranking.confidence import SIGNAL_OF_CHANNEL, signals_of
from vindex_search.ranking.moments import Moment

if TYPE_CHECKING:
    import polars as pl

MAX_MOMENTS: Final = 20  # of a video that one message tells; a talk all about the subject is one piece of news
SLACK: Final = 2.0  # the index weighs words by today's texts, the comparison by those of the calibration
MAX_TEXT: Final = 500  # characters of what is said there


def moments_for(
    engine: SearchEngine, video_id: str, table: pl.DataFrame, asked: AskedSearches, searches: Sequence[SavedSearch]
) -> Iterator[tuple[SavedSearch, list[ToldMoment]]]:
    """The moments of a video for some searches of a group, those without any left out.

    Args:
        engine: Has the video in its index.
        video_id: The video.
        table: Its points (POINT_COLUMNS).
        asked: The group.
        searches: Those that the video is compared with.
    """
    best = asked.best(table)
    share = share_of_library(len(table["words_indices"].drop_nulls()), asked.library) if asked.library else 1.0
    for search in searches:
        background = background_of(engine, search, asked.library)
        if _is_worth_asking(search, background, best.get(search.id, {}), share):
            found = _ask(engine, search, video_id, background, share)
            if found:
                yield search, found


def background_of(engine: SearchEngine, search: SavedSearch, library: NullDistribution | None) -> Background | None:
    """What the scores of a search are judged by; None where its workspaces were not calibrated."""
    if library is None:
        return None
    own = read_background(engine.store, search.id, library)
    return Background(library, np.array([]) if own is None else own)


def _is_worth_asking(search: SavedSearch, background: Background | None, signals: Signals, share: float) -> bool:
    """Whether the index is to be asked: its scores, and the bounds of moments, cost most of the work."""
    if background is None or search.request.query.phrases:
        return True
    chance = background.chance(signals, share)
    return chance is not None and chance <= SLACK / search.one_in


def _ask(
    engine: SearchEngine, search: SavedSearch, video_id: str, background: Background | None, share: float
) -> list[ToldMoment]:
    result = run_search(engine, in_video(search.request, video_id), limit=MAX_MOMENTS, seen=NONE_SEEN)
    judged = [(moment, _chance(search, result, moment, background, share)) for moment in result.moments]
    # A phrase in quotation marks is found word for word or not at all: there is no chance to be told of.
    is_certain = bool(result.query.phrases) or (background is None and result.says_every_word)
    return [
        _told(search, moment, chance)
        for moment, chance in judged
        if is_certain or (chance is not None and chance <= 1 / search.one_in)
    ]


def in_video(request: SearchRequest, video_id: str) -> SearchRequest:
    """A search in one video, which is of the workspace that it is in."""
    where = replace(request.scope.where, video_ids=(video_id,))
    return replace(request, scope=replace(request.scope, where=where))


def applies(search: SavedSearch, video_id: str, published_at: float | None) -> bool:
    """Whether a search is to be told of a video: its workspaces and videos, and whether it is older than the video."""
    where = search.filter
    is_in_scope = not where.workspaces or workspace_of_video(video_id) in where.workspaces
    is_meant = not where.video_ids or video_id in where.video_ids
    return search.active and is_in_scope and is_meant and published_at is not None and published_at >= search.since


def _chance(
    search: SavedSearch, result: SearchResult, moment: Moment, background: Background | None, share: float
) -> float | None:
    """Of a video without the subject to have such a moment; None where that was not measured."""
    hits = [ranked.hit for ranked in moment.evidence if ranked.hit.channel in SIGNAL_OF_CHANNEL]
    if background is None or not hits:
        return None
    weight = result.confidence.query_weight
    none_found: Signals = {"words": 0.0, "share": 0.0} if weight > 0 else {}
    return background.chance(on_channels(search, {**none_found, **signals_of(hits, weight)}), share)


def _told(search: SavedSearch, moment: Moment, chance: float | None) -> ToldMoment:
    return ToldMoment(
        id=moment_id(search.id, moment.video_id, moment.start_s),
        start_s=round(moment.start_s, 3),
        end_s=round(moment.end_s, 3),
        text=_text([ranked.hit for ranked in moment.evidence])[:MAX_TEXT],
        channels=tuple(moment.channels),
        chance=None if chance is None else round(chance, 6),
    )


def _text(hits: Sequence[Hit]) -> str:
    """What is said or written at the best place that has words."""
    return next((hit.text for hit in hits if hit.text), "")
