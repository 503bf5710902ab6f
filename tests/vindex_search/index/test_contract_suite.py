"""The contract of `Index`, tested on the embedded index and on the server index.

The server side runs against a real Qdrant server where `VINDEX_QDRANT_URL` names one, else against qdrant-client's
in-memory mode: the same client code and request models. That mode has no payload indexes, strict mode or
quantisation (`test_qdrant_server.py` checks the requests for them), and ignores `wait`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.support.index.points import DIM, points
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.index import qdrant_server
from vindex_search.index.base import TEXT_VECTOR, WORDS_VECTOR, Index
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import ChannelQuery, Dimensions, PointFilter, SparseVector

# The in-memory mode warns that it has no payload indexes.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

TALK = video_id("b", "team/talk.mp4")
FILM = video_id("b", "other/film.mp4")
SIZES = Dimensions(text=DIM, visual=None)


def dense(vector: list[float], **where: Any) -> ChannelQuery:
    return ChannelQuery(
        channel="speech",
        using=TEXT_VECTOR,
        vector=vector,
        point_channels=("speech",),
        limit=10,
        where=PointFilter(**where),
    )


def sparse(tokens: list[int], *, point_channels: tuple[str, ...], limit: int) -> ChannelQuery:
    """A query for tokens of equal weight."""
    vector = SparseVector(tokens, [1.0] * len(tokens))
    return ChannelQuery(channel="words", using=WORDS_VECTOR, vector=vector, point_channels=point_channels, limit=limit)


def texts(index: Index, search: ChannelQuery) -> list[str | None]:
    return [hit.text for hit in index.query([search])[0]]


def test_the_nearest_point_comes_first(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    (hits,) = index.query([dense([0.0, 1.0, 0.2, 0.0])])
    assert [hit.text for hit in hits] == ["passage 1 of aa", "passage 2 of aa", "passage 0 of aa"]
    first = hits[0]
    assert (first.video_id, first.workspace, first.start_s, first.end_s) == (TALK, "team", 10.0, 20.0)
    assert first.score > hits[1].score > hits[2].score


def test_rare_tokens_score_higher(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    search = sparse([2, 100], point_channels=("speech", "screen"), limit=10)
    assert texts(index, search)[0] == "passage 2 of aa"


def test_a_batch_is_answered_in_order(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    words = sparse([0], point_channels=("speech",), limit=1)
    dense_hits, word_hits = index.query([dense([0.0, 0.0, 1.0, 0.0]), words])
    assert dense_hits[0].text == "passage 2 of aa"
    assert [hit.channel for hit in word_hits] == ["words"]


def test_a_query_is_restricted_to_workspaces_and_videos(index: Index) -> None:
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
    """Points that differ in every filtered field."""
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
def test_filters_select_points(index: Index, where: dict[str, Any], rows: set[int]) -> None:
    index.publish(TALK, filmed())
    found = texts(index, dense([1.0, 1.0, 1.0, 1.0], **where))
    assert {at for at, row in enumerate(FILMED) if row[0] in found} == rows


def test_a_phrase_is_found_in_a_script_without_spaces(tmp_path: Path) -> None:
    """Embedded only: a server has the same tokenizer, but the in-memory client has none for such scripts."""
    index = QdrantEdgeIndex(tmp_path / "index", SIZES)
    index.ensure()
    index.publish(TALK, filmed())
    assert texts(index, dense([1.0, 1.0, 1.0, 1.0], phrases=("広いな",))) == ["海は広いな"]
    index.close()


def test_scores_and_point_times_of_a_generation_agree_with_its_hits(index: Index) -> None:
    for video in (TALK, FILM):
        index.publish(video, points(video, "aa"))
    generation = Generation(TALK, "aa")
    search = dense([1.0, 0.5, 0.2, 0.0], video_ids=(TALK,))
    (hits,) = index.query([search])
    (scored,) = index.scores([replace(search, generation=generation)])
    times = index.point_times(generation)
    rows = [times.rows[point_id] for point_id, _ in scored]
    assert [(times.starts[row], times.ends[row]) for row in rows] == [(hit.start_s, hit.end_s) for hit in hits]
    assert [score for _, score in scored] == pytest.approx([hit.score for hit in hits])
    assert {hit.generation for hit in hits} == {generation}
    assert times.channels == {hit.point_channel for hit in hits}


@pytest.mark.filterwarnings("ignore:Local mode performs exact")
def test_what_counts_is_found_without_its_text(index: Index) -> None:
    index.publish(TALK, filmed())
    search = dense([1.0, 1.0, 1.0, 1.0])
    (hits,), (counted,) = index.query([search]), index.query([replace(search, to_count=True)])
    told = [(hit.video_id, hit.language, hit.speaker, hit.start_s, hit.score) for hit in hits]
    assert [(hit.video_id, hit.language, hit.speaker, hit.start_s, hit.score) for hit in counted] == told
    assert {(hit.language, hit.speaker) for hit in hits} == {("en", "Ann"), ("en", "Ben"), ("de", None), ("ja", "Ann")}
    assert {hit.text for hit in counted} == {None}


def test_point_times_of_a_missing_generation_are_not_cached(index: Index) -> None:
    with pytest.raises(LookupError, match="no such generation"):
        index.point_times(Generation(TALK, "aa"))
    index.publish(TALK, points(TALK, "aa"))
    assert len(index.point_times(Generation(TALK, "aa")).starts) == 3


def test_point_times_are_of_every_point(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than the engines give unasked, and than a page of the server's."""
    monkeypatch.setattr(qdrant_server, "SCROLL_PAGE", 10)
    index.publish(TALK, points(TALK, "aa", rows=25))
    times = index.point_times(Generation(TALK, "aa"))
    assert sorted(times.starts.tolist()) == [row * 10.0 for row in range(25)]
    assert (times.ends - times.starts).tolist() == [10.0] * 25
    assert sorted(times.rows.values()) == list(range(25))


def test_hits_have_everything_that_the_row_says(index: Index) -> None:
    sentence = {"at": 0, "start_s": 10.0, "end_s": 14.5}
    table = points(TALK, "aa", rows=1).with_columns(
        sentences=pl.Series([[sentence]], dtype=POINTS_SCHEMA["sentences"]),
    )
    index.publish(TALK, table)
    ((hit,),) = index.query([dense([1.0, 0.0, 0.0, 0.0])])
    assert hit.sentences == ((0, 10.0, 14.5),)
    assert (hit.version, hit.code_version, hit.model, hit.run_id) == ("1", "1", "test/model@1", "run")
    assert (hit.channel, hit.point_channel, hit.text) == ("speech", "speech", "passage 0 of aa")


def test_a_query_has_no_more_hits_than_its_limit(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa", rows=20))
    assert len(texts(index, replace(dense([1.0, 1.0, 1.0, 1.0]), limit=15))) == 15
    (scored,) = index.scores([replace(dense([1.0, 1.0, 1.0, 1.0]), limit=12, generation=Generation(TALK, "aa"))])
    assert len(scored) == 12


def test_publish_replaces_one_video_only(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa", rows=5))
    index.publish(FILM, points(FILM, "bb"))
    index.publish(TALK, points(TALK, "cc", rows=2))
    assert index.generations() == {Generation(TALK, "cc"): 2, Generation(FILM, "bb"): 3}
    assert index.count() == 5


def test_publishing_no_points_removes_the_video(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.publish(TALK, points(TALK, "bb", rows=0))
    assert index.generations() == {}
    assert index.count() == 0


def test_publish_is_idempotent(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.publish(TALK, points(TALK, "aa"))
    assert index.generations() == {Generation(TALK, "aa"): 3}


def test_remove_deletes_one_video_only(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.publish(FILM, points(FILM, "bb"))
    index.remove(TALK)
    assert index.generations() == {Generation(FILM, "bb"): 3}
    assert {text[-2:] for text in texts(index, dense([1.0, 0.0, 0.0, 0.0])) if text} == {"bb"}


def test_languages_are_those_of_the_points(index: Index) -> None:
    assert index.languages() == ()
    german = points(FILM, "bb").with_columns(language=pl.lit("de"))
    index.publish(TALK, points(TALK, "aa"))
    index.publish(FILM, german)
    assert index.languages() == ("de", "en")
    assert (index.languages(["team"]), index.languages(["other"]), index.languages(["none"])) == (("en",), ("de",), ())


def test_how_rare_a_word_is_depends_on_the_workspaces_in_scope_alone(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    search = replace(sparse([2, 100], point_channels=("speech",), limit=10), where=PointFilter(workspaces=("team",)))
    alone = scores_of(index, search)
    both = replace(search, where=PointFilter(workspaces=("team", "other")))
    index.publish(FILM, points(FILM, "bb", rows=40))
    assert scores_of(index, search) == alone
    index.remove(FILM)
    assert scores_of(index, search) == alone
    index.publish(FILM, points(FILM, "bb", rows=40))
    assert scores_of(index, both)["passage 2 of aa"] > alone["passage 2 of aa"], "it is rarer among the texts of both"


def scores_of(index: Index, search: ChannelQuery) -> dict[str | None, float]:
    """By text; in memory the server orders equal scores as it likes."""
    return {hit.text: hit.score for hit in index.query([search])[0]}


def test_bulk_load_is_equivalent_to_publishing_each(index: Index) -> None:
    index.bulk_load([points(TALK, "aa"), points(FILM, "bb", rows=2)])
    assert index.generations() == {Generation(TALK, "aa"): 3, Generation(FILM, "bb"): 2}
    assert len(texts(index, dense([1.0, 0.0, 0.0, 0.0]))) == 5


def test_hits_have_the_ids_of_the_rows(index: Index) -> None:
    table = points(TALK, "aa")
    index.publish(TALK, table)
    assert {hit.point_id for hit in index.query([dense([1.0, 0.0, 0.0, 0.0])])[0]} == set(table["id"])


def test_ensure_recreates_a_dropped_index(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.drop()
    index.ensure()
    assert index.count() == 0
    index.publish(FILM, points(FILM, "bb"))
    assert index.generations() == {Generation(FILM, "bb"): 3}


def test_ensure_keeps_the_points(index: Index) -> None:
    index.publish(TALK, points(TALK, "aa"))
    index.ensure()
    assert index.count() == 3


def test_an_empty_index_has_no_hits(index: Index) -> None:
    assert index.query([dense([1.0, 0.0, 0.0, 0.0])]) == [[]]
    assert index.generations() == {}
