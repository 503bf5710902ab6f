"""Records the golden queries: `python -m tests.support.index.ranking.record`, with `../shared/retrieval` at hand.

Real encoders, indexes and searches; what each search hands to ranking is written to the golden folder. Afterwards the
answers have to be accepted anew (`tests/support/ranking/golden.py`).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast
from unittest.mock import patch

from benchmarks.retrieval.lectures import WORKSPACE, Lecture, Question, open_library, read_lectures
from benchmarks.retrieval.sets.keywords import keyword_questions
from tests.support.index.ranking.compact import Compact
from tests.support.index.ranking.golden import RECORDED
from tests.support.index.ranking.queries import NO_PLACE, QUERIES, WORKSHOP, LibraryName, Query
from tests.support.library.home import open_home
from tests.support.library.prepared.indexed_library import index_all
from tests.support.media.films import backdated
from tests.support.models.standard_set import save_standard_set
from tests.support.session.checkout import CHECKOUT, SHARED
from vindex_search.common.telemetry.observer import NULL_OBSERVER
from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.ids import video_id
from vindex_search.query import search
from vindex_search.query.engine import SearchEngine
from vindex_search.query.examples.more_like_this import VideoTime
from vindex_search.query.pagination import NONE_SEEN
from vindex_search.query.places import find
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest, run_search
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.measure import measure_null_distribution
from vindex_search.ranking.calibration.questions import calibration_questions
from vindex_search.ranking.confidence import match_confidence
from vindex_search.ranking.moments import find_moments

TALKS: Final = 14
PASSAGES: Final = (50, 117)  # of a talk: long enough to have chapters, short enough to be committed
FILMS: Final = ("tides", "sourdough", "locks")
SENTENCE_S: Final = 7.0


@dataclass(frozen=True)
class TalksEngine:
    """The part of a search engine that a search by sentence needs."""

    of_talks: Any
    measured: NullDistribution
    observer: Any = NULL_OBSERVER

    def retriever(self, _workspaces: tuple[str, ...] = ()) -> Any:
        """That of the talks, which are one workspace."""
        return self.of_talks

    def calibration(self, _workspaces: tuple[str, ...] = ()) -> NullDistribution:
        """As it was measured."""
        return self.measured


@dataclass(frozen=True)
class Asked:
    """An open library, and how its queries become requests."""

    engine: SearchEngine
    request: Callable[[Query], SearchRequest]


@contextmanager
def open_talks(folder: Path) -> Iterator[Asked]:
    """The talks and the workshop, with headings and keywords as questions."""
    every, asked = read_lectures(SHARED / "retrieval" / "btc")
    headed = [every[name] for name in dict.fromkeys(question.video_id for question in asked)]
    chosen = [lecture for lecture in headed if PASSAGES[0] <= len(lecture.passages) <= PASSAGES[1]][:TALKS]
    talks = {lecture.video_id: lecture for lecture in [*chosen, *map(_workshop, WORKSHOP)]}
    headings = [question for question in asked if question.video_id in talks]
    keywords = keyword_questions({lecture.video_id: lecture for lecture in chosen}, 20)
    with open_library(talks, folder) as library:
        encoders = library.retriever.encoders
        calibration = measure_null_distribution(library.points.values, encoders, calibration_questions())
        engine = cast("SearchEngine", TalksEngine(library.retriever, calibration))

        def request(query: Query) -> SearchRequest:
            if query.number is None:
                return SearchRequest(query.text, SearchScope(query.where, query.channels))
            question: Question = (keywords if query.kind == "keywords" else headings)[query.number]
            only = (question.video_id,) if query.kind == "one video" else ()
            return SearchRequest(question.text, SearchScope(replace(query.where, video_ids=only), query.channels))

        yield Asked(engine, request)


def _workshop(name: str) -> Lecture:
    cues = [(at * SENTENCE_S, (at + 1) * SENTENCE_S, text) for at, text in enumerate(WORKSHOP[name])]
    return Lecture(video_id("folder", f"{WORKSPACE}/{name}.mp4"), tuple(cues))


@contextmanager
def open_films(folder: Path, models: Mapping[str, str]) -> Iterator[Asked]:
    """The sample films, indexed by a real run."""
    from vindex_assets.assets.calibration import calibrate
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_search.settings import settings

    with open_home(folder) as opened_home, patch.dict(os.environ, models):
        settings.cache_clear()
        home = replace(opened_home, library=LibraryResource())
        for file in (CHECKOUT / "samples").glob("*.[mv][pt]*"):
            backdated(Path(shutil.copy(file, _made(home.uploads / "team") / file.name)))
        index_all(home)
        calibrate(home.library)
        ids = {name: video_id(home.library.bucket.name, f"team/{name}.mp4") for name in FILMS}
        assert sorted(home.library.store.published()) == sorted(ids.values())
        engine = SearchEngine(home.library.settings, home.library.models)
        engine.open()
        engine.load(fill=True)

        def request(query: Query) -> SearchRequest:
            where = replace(query.where, video_ids=tuple(ids[film] for film in query.where.video_ids))
            return SearchRequest(
                query.text,
                SearchScope(where, query.channels),
                image=_frame(engine, ids, query) if query.picture_at != NO_PLACE else None,
                like=VideoTime(ids[query.like[0]], query.like[1]) if query.like != NO_PLACE else None,
            )

        yield Asked(engine, request)
        engine.close()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _frame(engine: SearchEngine, ids: Mapping[str, str], query: Query) -> bytes:
    film, second = query.picture_at
    frames = engine.store.read_table(ids[film], FRAMES)
    return cast("bytes", frames.filter(frames["start_s"] <= second)["jpeg"][-1])


@contextmanager
def opened(name: LibraryName, folder: Path) -> Iterator[Asked]:
    """A library of the queries."""
    if name == "talks":
        made = open_talks(folder / name)
    elif name == "films":
        made = open_films(folder / name, {})
    else:
        models = save_standard_set(folder / "models")
        standard = {"VINDEX_MODELS": "standard", "VINDEX_MODELS_DIR": str(models), "HF_HUB_OFFLINE": "1"}
        made = open_films(folder / name, standard)
    with made as asked:
        yield asked


def record(asked: Asked, query: Query, compact: Compact) -> None:
    """Search, and keep what the search handed to ranking."""
    handed: dict[str, Any] = {"curves": {}}

    def moments(hits: Any, *, limit: int, matches: Any, curves: Any, **tests: Any) -> Any:
        def kept(video_ids: Sequence[str]) -> Any:
            handed["curves"] = curves(video_ids)
            return handed["curves"]

        handed.update(hits=hits, limit=limit, matches=matches)
        return find_moments(hits, limit=limit, matches=matches, curves=kept, **tests)

    def confidence(hits: Any, words: Any, distribution: Any) -> Any:
        handed.update(words=words, calibration=distribution)
        return match_confidence(hits, words, distribution)

    with ExitStack() as stack:
        stack.enter_context(patch.object(find, "find_moments", moments))
        stack.enter_context(patch.object(search, "match_confidence", confidence))
        run_search(asked.engine, asked.request(query), limit=query.limit, seen=NONE_SEEN)
    compact.add(query.name if query.library == "films" else f"{query.name} ({query.library})", query.library, handed)


def main() -> None:
    """Record every query."""
    compact = Compact()
    with tempfile.TemporaryDirectory() as folder:
        for name in dict.fromkeys(query.library for query in QUERIES):
            with opened(name, Path(folder)) as asked:
                for query in QUERIES:
                    if query.library == name:
                        record(asked, query, compact)
    compact.recording().write(RECORDED)
    print(f"{RECORDED.relative_to(CHECKOUT)}: {RECORDED.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
