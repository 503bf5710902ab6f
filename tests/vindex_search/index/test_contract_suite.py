"""What an index must do, shown on both homes.

The server side runs against a real Qdrant server where `VINDEX_QDRANT_URL` names one, else against qdrant-client's
in-memory mode: the same client code and request models. What that mode cannot show: payload indexes, strict mode,
quantisation (`test_server.py` looks at the requests for them), what waiting for a write means, and speed.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from qdrant_client import QdrantClient

from tests.support.index.points import DIM, points
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id
from vindex_search.index.base import TEXT_VECTOR, WORDS_VECTOR, Index
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.index.types import ChannelQuery, Dimensions, PointFilter, SparseVector

# The in-memory mode says that it has no payload indexes; so does the docstring.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

TALK = video_id("b", "team/talk.mp4")
FILM = video_id("b", "other/film.mp4")
SIZES = Dimensions(text=DIM, visual=None)


@pytest.fixture(params=["embedded", "server"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    made: Index
    if request.param == "embedded":
        made = QdrantEdgeIndex(tmp_path / "index", SIZES)
    else:
        url = os.environ.get("VINDEX_QDRANT_URL")
        made = QdrantServerIndex(QdrantClient(url or ":memory:"), f"test-{uuid.uuid4().hex}", SIZES, grace_s=0.0)
    made.ensure()
    yield made
    made.close()


def dense(vector: list[float], **where: Any) -> ChannelQuery:
    return ChannelQuery("speech", TEXT_VECTOR, vector, ("speech",), 10, PointFilter(**where))


def texts(index: Index, search: ChannelQuery) -> list[str | None]:
    return [hit.text for hit in index.query([search])[0]]


def test_the_nearest_point_comes_first(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    (hits,) = index.query([dense([0.0, 1.0, 0.2, 0.0])])
    assert [hit.text for hit in hits] == ["passage 1 of aa", "passage 2 of aa", "passage 0 of aa"]
    first = hits[0]
    assert (first.video_id, first.workspace, first.start_s, first.end_s) == (TALK, "team", 10.0, 20.0)
    assert first.score > hits[1].score > hits[2].score


def test_words_are_found_by_rarity(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    search = ChannelQuery("words", WORDS_VECTOR, SparseVector([2, 100], [1.0, 1.0]), ("speech", "screen"), 10)
    assert texts(index, search)[0] == "passage 2 of aa"


def test_a_batch_answers_in_order(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    words = ChannelQuery("words", WORDS_VECTOR, SparseVector([0], [1.0]), ("speech",), 1)
    dense_hits, word_hits = index.query([dense([0.0, 0.0, 1.0, 0.0]), words])
    assert dense_hits[0].text == "passage 2 of aa"
    assert [hit.channel for hit in word_hits] == ["words"]


def test_a_search_stays_in_its_scope(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.publish(FILM, points(FILM, "bb"))
    everything = index.query([dense([1.0, 0.0, 0.0, 0.0])])[0]
    assert {hit.video_id for hit in everything} == {TALK, FILM}
    for scope in ({"workspaces": ("other",)}, {"video_ids": (FILM,)}):
        found = index.query([dense([1.0, 0.0, 0.0, 0.0], **scope)])[0]
        assert {hit.video_id for hit in found} == {FILM}


FILMED = [  # text, language, speaker, tags, uploaded, start
    ("Put the loaf into a hot oven.", "en", "Ann", ["baking", "home"], "2026-01-01T00:00:00+00:00", 0.0),
    ("The oven is not hot yet.", "en", "Ben", ["baking"], "2026-02-01T00:00:00+00:00", 10.0),
    ("Der Ofen ist heiß.", "de", None, ["home"], "2026-03-01T00:00:00+00:00", 20.0),
    ("海は広いな", "ja", "Ann", [], "2026-04-01T00:00:00+00:00", 30.0),
]


def filmed() -> pl.DataFrame:
    """Points that differ in everything that can be filtered on."""
    columns = ("text", "language", "speaker", "tags", "uploaded_at", "start_s")
    return points(TALK, "aa", rows=len(FILMED)).with_columns(
        *(pl.Series(name, [row[at] for row in FILMED], strict=False) for at, name in enumerate(columns)),
        pl.Series("end_s", [row[5] + 10 for row in FILMED]),
    )


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ({}, {0, 1, 2, 3}),
        ({"languages": ("de", "ja")}, {2, 3}),
        ({"speakers": ("Ann",)}, {0, 3}),
        ({"tags": ("home",)}, {0, 2}),
        ({"tags": ("home",), "speakers": ("Ann",)}, {0}),
        ({"uploaded_after": "2026-02-01T00:00:00+00:00"}, {1, 2, 3}),
        ({"uploaded_before": "2026-02-01T00:00:00+00:00"}, {0}),
        ({"uploaded_after": "2026-01-15T00:00:00+00:00", "uploaded_before": "2026-03-15T00:00:00+00:00"}, {1, 2}),
        ({"from_s": 15.0}, {1, 2, 3}),
        ({"from_s": 10.0}, {1, 2, 3}),
        ({"to_s": 10.0}, {0}),
        ({"from_s": 12.0, "to_s": 18.0}, {1}),
        ({"phrases": ("hot oven",)}, {0}),
        ({"phrases": ("HOT Oven",)}, {0}),
        ({"phrases": ("oven", "yet")}, {1}),
        ({"phrases": ("ofen ist heiß",)}, {2}),
        ({"phrases": ("oven hot",)}, set()),
        ({"without": ("oven",)}, {2, 3}),
        ({"without": ("hot oven", "heiß")}, {1, 3}),
    ],
)
def test_what_may_be_found_can_be_narrowed(index: Index, where: dict[str, Any], rows: set[int]) -> None:
    index.publish(TALK, filmed())
    found = texts(index, dense([1.0, 1.0, 1.0, 1.0], **where))
    assert {at for at, row in enumerate(FILMED) if row[0] in found} == rows


def test_a_phrase_is_found_in_a_script_without_spaces(tmp_path: Path) -> None:
    """On a server too, by the same tokenizer; the in-memory client has none for such scripts."""
    index = QdrantEdgeIndex(tmp_path / "index", SIZES)
    index.ensure()
    index.publish(TALK, filmed())
    assert texts(index, dense([1.0, 1.0, 1.0, 1.0], phrases=("広いな",))) == ["海は広いな"]
    index.close()


def test_every_point_of_a_generation_has_its_score_and_its_place(index: Index) -> None:
    for video in (TALK, FILM):
        index.publish(video, points(video, "aa"))
    generation = str(Generation(TALK, "aa"))
    whole = dense([1.0, 0.5, 0.2, 0.0], video_ids=(TALK,))
    (known,) = index.query([whole])
    (scored,) = index.scores([replace(whole, generation=generation)])
    where = index.point_times(generation)
    rows = [where.rows[identity] for identity, _ in scored]
    assert [(where.starts[row], where.ends[row]) for row in rows] == [(hit.start_s, hit.end_s) for hit in known]
    assert [score for _, score in scored] == pytest.approx([hit.score for hit in known])
    assert {hit.generation for hit in known} == {generation}
    assert where.channels == {hit.point_channel for hit in known}


def test_a_generation_that_is_not_there_has_no_places_until_it_is(index: Index) -> None:
    with pytest.raises(LookupError, match="no such generation"):
        index.point_times(str(Generation(TALK, "aa")))
    index.publish(TALK, points(TALK, "aa"))
    assert len(index.point_times(str(Generation(TALK, "aa"))).starts) == 3


def test_publishing_replaces_the_video_and_no_other(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa", rows=5))
    index.publish(FILM, points(FILM, "bb"))
    index.publish(TALK, points(TALK, "cc", rows=2))
    assert index.generations() == {Generation(TALK, "cc"): 2, Generation(FILM, "bb"): 3}
    assert index.count() == 5


def test_publishing_nothing_removes_the_old(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.publish(TALK, points(TALK, "bb", rows=0))
    assert index.generations() == {}
    assert index.count() == 0


def test_publishing_twice_is_publishing_once(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.publish(TALK, points(TALK, "aa"))
    assert index.generations() == {Generation(TALK, "aa"): 3}


def test_removing_a_video(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.publish(FILM, points(FILM, "bb"))
    index.remove(TALK)
    assert index.generations() == {Generation(FILM, "bb"): 3}
    assert {text[-2:] for text in texts(index, dense([1.0, 0.0, 0.0, 0.0])) if text} == {"bb"}


def test_the_languages_are_those_of_the_points(index: Index) -> None:
    assert index.languages() == ()
    german = points(FILM, "bb").with_columns(language=pl.lit("de"))
    index.publish(TALK, points(TALK, "aa"))
    index.publish(FILM, german)
    assert index.languages() == ("de", "en")


def test_filling_is_publishing_each(index: Index) -> None:
    index.bulk_load([points(TALK, "aa"), points(FILM, "bb", rows=2)])
    assert index.generations() == {Generation(TALK, "aa"): 3, Generation(FILM, "bb"): 2}
    assert len(texts(index, dense([1.0, 0.0, 0.0, 0.0]))) == 5


def test_hits_have_the_ids_of_the_stored_points(index: Index) -> None:
    table = points(TALK, "aa")
    index.publish(TALK, table)
    assert {hit.point_id for hit in index.query([dense([1.0, 0.0, 0.0, 0.0])])[0]} == set(table["id"])


def test_what_is_dropped_can_be_made_anew(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.drop()
    index.ensure()
    assert index.count() == 0
    index.publish(FILM, points(FILM, "bb"))
    assert index.generations() == {Generation(FILM, "bb"): 3}


def test_ensure_twice_keeps_the_points(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.ensure()
    assert index.count() == 3


def test_an_empty_index_answers_nothing(index: Index) -> None:
    assert index.query([dense([1.0, 0.0, 0.0, 0.0])]) == [[]]
    assert index.generations() == {}
