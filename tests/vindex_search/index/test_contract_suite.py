"""What an index must do, shown on both homes.

The server side runs against a real Qdrant server where `VINDEX_QDRANT_URL` names one, else against qdrant-client's
in-memory mode: the same client code and request models. What that mode cannot show: payload indexes, strict mode,
quantisation (`test_server.py` looks at the requests for them), what waiting for a write means, and speed.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from qdrant_client import QdrantClient

from tests.vindex_search.index.points import DIM, points
from vindex_search.contract import video_id
from vindex_search.index.base import TEXT_VECTOR, WORDS_VECTOR, Dimensions, Index, Search, SparseVector
from vindex_search.index.embedded import EmbeddedIndex
from vindex_search.index.server import ServerIndex

# The in-memory mode says that it has no payload indexes; so does the docstring.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

TALK = video_id("b", "team/talk.mp4")
FILM = video_id("b", "other/film.mp4")
SIZES = Dimensions(text=DIM, visual=None)


@pytest.fixture(params=["embedded", "server"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    made: Index
    if request.param == "embedded":
        made = EmbeddedIndex(tmp_path / "index", SIZES)
    else:
        url = os.environ.get("VINDEX_QDRANT_URL")
        made = ServerIndex(QdrantClient(url or ":memory:"), f"test-{uuid.uuid4().hex}", SIZES, grace_s=0.0)
    made.ensure()
    yield made
    made.close()


def dense(vector: list[float], **scope: tuple[str, ...]) -> Search:
    return Search("speech", TEXT_VECTOR, vector, ("speech",), 10, **scope)


def texts(index: Index, search: Search) -> list[str | None]:
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
    search = Search("words", WORDS_VECTOR, SparseVector([2, 100], [1.0, 1.0]), ("speech", "screen"), 10)
    assert texts(index, search)[0] == "passage 2 of aa"


def test_a_batch_answers_in_order(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    words = Search("words", WORDS_VECTOR, SparseVector([0], [1.0]), ("speech",), 1)
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


def test_publishing_replaces_the_video_and_no_other(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa", rows=5))
    index.publish(FILM, points(FILM, "bb"))
    index.publish(TALK, points(TALK, "cc", rows=2))
    assert index.generations() == {f"{TALK}@cc": 2, f"{FILM}@bb": 3}
    assert index.count(TALK) == 2
    assert index.count() == 5


def test_publishing_nothing_removes_the_old(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.publish(TALK, points(TALK, "bb", rows=0))
    assert index.count(TALK) == 0


def test_publishing_twice_is_publishing_once(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.publish(TALK, points(TALK, "aa"))
    assert index.generations() == {f"{TALK}@aa": 3}


def test_removing_a_video(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.publish(FILM, points(FILM, "bb"))
    index.remove(TALK)
    assert index.generations() == {f"{FILM}@bb": 3}


def test_the_languages_are_those_of_the_points(index: Index) -> None:
    assert index.languages() == ()
    german = points(FILM, "bb").with_columns(language=pl.lit("de"))
    index.publish(TALK, points(TALK, "aa"))
    index.publish(FILM, german)
    assert index.languages() == ("de", "en")


def test_removing_a_workspace(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.publish(FILM, points(FILM, "bb"))
    index.remove_workspace("team")
    assert index.generations() == {f"{FILM}@bb": 3}
    assert {text[-2:] for text in texts(index, dense([1.0, 0.0, 0.0, 0.0])) if text} == {"bb"}


def test_filling_is_publishing_each(index: Index) -> None:
    index.fill([points(TALK, "aa"), points(FILM, "bb", rows=2)])
    assert index.generations() == {f"{TALK}@aa": 3, f"{FILM}@bb": 2}
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
    assert index.generations() == {f"{FILM}@bb": 3}


def test_ensure_twice_keeps_the_points(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.ensure()
    assert index.count() == 3


def test_an_empty_index_answers_nothing(index: Index) -> None:
    assert index.query([dense([1.0, 0.0, 0.0, 0.0])]) == [[]]
    assert index.generations() == {}
