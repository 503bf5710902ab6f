"""Find in this video: a film with more places than a channel returns hits, in a real index."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, Final, cast

import numpy as np
import polars as pl
import pytest

from tests.support.index.points import DIM, speech_row
from tests.support.index.recorded_stages import Stages
from tests.support.models.axis_encoder import AxisEncoder
from vindex_search.contract.ids import CHANNELS, Channel, point_id, video_id
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import Dimensions, PointFilter
from vindex_search.models.catalogue import BM25
from vindex_search.models.encoders import Encoders
from vindex_search.models.sparse import SparseEncoder
from vindex_search.query.engine import SearchEngine
from vindex_search.query.pagination import NONE_SEEN, SeenMoments
from vindex_search.query.retriever import Retriever, SearchScope
from vindex_search.query.search import SearchRequest, SearchResult, run_search
from vindex_search.ranking.fusion import HITS_PER_CHANNEL

FILM, SHORT = (video_id("b", f"team/{name}.mp4") for name in ("film", "short"))
SPARSE: Final = SparseEncoder(BM25)
PASSAGE_S: Final = 10
EVERY: Final = 3  # passages from one that answers to the next
ANSWERS: Final = HITS_PER_CHANNEL + 20
LADDERS: Final = 4  # passage that says one word more
TURN_S: Final = 600.0  # the first ten minutes are Ann's
LIKENESS: Final = np.random.default_rng(7).normal(0.2, 0.01, EVERY * ANSWERS)


def passage(video: str, row: int) -> dict[str, Any]:
    """A passage that is as like the query as chance wills, or answers it and says so."""
    answers = row % EVERY == 1
    likeness = 0.7 + 0.0005 * row if answers else LIKENESS[row]
    text = f"Salt water boils later, number {row}." if answers else f"Number {row} of the film."
    text = f"{text} Beware of ladders." if row == LADDERS else text
    ((indices, values),) = SPARSE.encode_passages([text], ["en"])
    made = speech_row(video, row, vector=[likeness, (1 - likeness**2) ** 0.5, 0, 0], words=[], fingerprint="aa")
    speaker = "Ann" if row * PASSAGE_S < TURN_S else "Bob"
    words = {"words_indices": indices, "words_values": values}
    sentence = {"at": 0, "start_s": made["start_s"], "end_s": made["end_s"]}
    return {**made, **words, "text": text, "speaker": speaker, "sentences": [sentence]}


def slide(video: str, row: int) -> dict[str, Any]:
    """A slide of no passage's words, from row to row + 3."""
    made = passage(video, row)
    words = {"words_indices": [77], "words_values": [1.0], "text": "Boiling", "speaker": None}
    ends = {"start_s": row * 10.0, "end_s": row * 10.0 + 30, "text_vector": [0.99, 0.1, 0, 0]}
    return {**made, **words, **ends, "channel": "screen", "id": point_id(video, "screen", str(row))}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    index = QdrantEdgeIndex(tmp_path_factory.mktemp("places") / "index", Dimensions(text=DIM, visual=DIM))
    index.ensure()
    film = [passage(FILM, row) for row in range(EVERY * ANSWERS)]
    tables = [[*film, slide(FILM, 204)], [passage(SHORT, 0), passage(SHORT, 1)]]
    index.bulk_load(pl.DataFrame(rows, schema=POINTS_SCHEMA) for rows in tables)
    retriever = Retriever(index, Encoders(AxisEncoder(), SPARSE, None), ["en"])
    made = SimpleNamespace(retriever=lambda _: retriever, observer=Stages(), calibration=lambda _: None)
    yield cast("SearchEngine", made)
    index.close()


def find(
    engine: SearchEngine,
    text: str = "salt water",
    channels: tuple[Channel, ...] = CHANNELS,
    *,
    limit: int = 500,
    seen: SeenMoments = NONE_SEEN,
    order: Any = "rank",
    **where: Any,
) -> SearchResult:
    scope = SearchScope(PointFilter(**{"video_ids": (FILM,), **where}), channels)
    return run_search(engine, SearchRequest(text, scope, order=order), limit=limit, seen=seen)


def ranges(result: SearchResult) -> list[tuple[float, float]]:
    return [(moment.start_s, moment.end_s) for moment in result.moments]


@pytest.mark.parametrize("channels", [CHANNELS, ("speech",), ("words",)], ids="/".join)
def test_every_place_is_found_with_its_evidence(engine: SearchEngine, channels: tuple[Channel, ...]) -> None:
    result = find(engine, channels=channels)
    middles = [(row + 0.5) * PASSAGE_S for row in range(1, EVERY * ANSWERS, EVERY)]
    assert all(any(start < middle < end for start, end in ranges(result)) for middle in middles)
    for moment in result.moments:
        assert moment.evidence[0].hit.start_s < moment.end_s
        assert moment.start_s < moment.evidence[0].hit.end_s
        assert set(moment.channels) <= set(channels)


def test_places_are_ranked_and_apart_and_those_of_the_strip(engine: SearchEngine) -> None:
    result = find(engine)
    scores = [moment.score for moment in result.moments]
    assert scores == sorted(scores, reverse=True)
    assert all(one[1] <= other[0] for one, other in pairwise(sorted(ranges(result))))
    assert [(place.start_s, place.end_s) for place in result.places[FILM]] == sorted(ranges(result))
    assert max(place.strength for place in result.places[FILM]) == max(result.curve) == 1.0


def test_by_time_pages_follow_each_other(engine: SearchEngine) -> None:
    whole = find(engine, order="time")
    assert ranges(whole) == sorted(ranges(find(engine)))
    seen, pages = NONE_SEEN, []
    for _ in range(len(whole.moments)):
        page = find(engine, order="time", limit=50, seen=seen)
        pages += page.moments
        if not page.has_more:
            break
        seen = NONE_SEEN.with_page(page.moments)
    assert pages == whole.moments


@pytest.mark.parametrize(
    "where",
    [{"from_s": 900.0, "to_s": 1800.0}, {"speakers": ("Ann",)}],
    ids=["a range", "a speaker"],
)
def test_filters_hold_for_places_and_curve(engine: SearchEngine, where: dict[str, Any]) -> None:
    from_s, to_s = where.get("from_s", 0.0), where.get("to_s", TURN_S)
    result = find(engine, channels=("speech", "words"), **where)
    assert len(result.moments) > 1
    assert all(place.start_s < to_s and place.end_s > from_s for place in result.places[FILM])
    inside = np.array(result.curve[int(from_s) // 2 : int(to_s) // 2])
    assert inside.max() == 1.0
    margin_s = PASSAGE_S + 12  # a passage that reaches into the range, and the smoothing of the curve
    assert not np.any(result.curve[int(to_s + margin_s) // 2 :])
    assert not np.any(result.curve[: max(0, int(from_s - margin_s) // 2)])


def test_what_is_excluded_is_no_place(engine: SearchEngine) -> None:
    starts = [
        {one.hit.start_s for moment in find(engine, query, ("words",)).moments for one in moment.evidence}
        for query in ("salt water", "salt water -ladders")
    ]
    assert [LADDERS * PASSAGE_S in found for found in starts] == [True, False]
    assert find(engine, "salt water -ladders", ("words",)).curve[45 // 2] < 0.1


def test_a_phrase_is_found_wherever_it_is_said(engine: SearchEngine) -> None:
    said = sorted(ranges(find(engine, '"boils later"')))
    assert said == [(row * 10.0, row * 10.0 + 10) for row in range(1, EVERY * ANSWERS, EVERY)]
    assert ranges(find(engine, '"never said"')) == []


def test_of_one_peak_in_a_short_film_there_is_one_place(engine: SearchEngine) -> None:
    result = find(engine, video_ids=(SHORT,), channels=("words",))
    assert ranges(result) == [(10.0, 20.0)]
    assert [place.strength for place in result.places[SHORT]] == [1.0]


def test_an_unknown_video_has_no_place(engine: SearchEngine) -> None:
    result = find(engine, video_ids=(video_id("b", "team/gone.mp4"),))
    assert (result.moments, result.places, list(result.curve), result.has_more) == ([], {}, [], False)


def test_videos_of_an_answer_have_their_places_beside_the_moments(engine: SearchEngine) -> None:
    result = find(engine, limit=3, video_ids=())
    shown = {moment.video_id for moment in result.moments}
    assert set(result.places) == shown
    assert len(result.places[FILM]) > ANSWERS / 2
    for moment in result.moments:
        assert any(
            place.start_s <= (moment.start_s + moment.end_s) / 2 <= place.end_s
            or moment.start_s <= (place.start_s + place.end_s) / 2 <= moment.end_s
            for place in result.places[moment.video_id]
        )
