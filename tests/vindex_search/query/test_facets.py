"""Facets of a search, on both homes of an index, against a count over all points of a library.

The library has 240 passages, of which more than the hundred that a search looks at are found.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import polars as pl
import pytest
from qdrant_client import QdrantClient

from tests.support.index.in_memory_server import SerialisedClient
from tests.support.library.prepared.written_library import WrittenLibrary, id_of, written_library
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.index import factory
from vindex_search.index.base import Index
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.index.types import PointFilter
from vindex_search.models.active_set import collection_name
from vindex_search.models.model import ModelSet
from vindex_search.query import retriever
from vindex_search.query.engine import SearchEngine
from vindex_search.query.examples.more_like_this import VideoTime
from vindex_search.query.facets import FacetRequest, search_facets
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.facets.names import FACETS

pytestmark = [  # the in-memory mode warns of what it lacks, and of what it does anyway
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact"),
]

QUERY: Final = "the tide of the ocean in spring"
WORDS: Final = ("tide", "ocean", "moon", "water", "oven", "bread", "loaf", "harbour")
KEYS: Final = [
    f"{workspace}/{tag}/{number}.mp4"
    for workspace, tag, number in itertools.product(("team", "other"), ("sea", "kitchen"), range(3))
]
PASSAGES: Final = 20
TAG_OF: Final = {id_of(key): key.split("/")[1] for key in KEYS}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> WrittenLibrary:
    """Videos of random words, languages and speakers."""
    random = np.random.default_rng(18)
    made = written_library(tmp_path_factory.mktemp("facets") / "home", {})
    for key in KEYS:
        passages = [" ".join(random.choice(WORDS, 3)) for _ in range(PASSAGES)]
        name = made.write(key, passages)
        columns = {
            "language": random.choice(["en", "de", "ger"], PASSAGES).tolist(),
            "speaker": random.choice(["Ann", "Ben", "Cy"], PASSAGES).tolist(),
        }
        table = made.store.read_table(name, POINTS).with_columns(pl.Series(name, of) for name, of in columns.items())
        made.store.write_table(name, POINTS, table.cast(pl.Schema(POINTS_SCHEMA)), Stamp((), "1"))
        made.publish_written(name)
    return made


@pytest.fixture(scope="module", params=["embedded", "server"])
def engine(
    request: pytest.FixtureRequest, library: WrittenLibrary, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchEngine]:
    """An engine over the library whose searches are calibrated by `calibrate`."""
    with pytest.MonkeyPatch.context() as patch:
        settings = library.settings
        if request.param == "server":
            client: Any = SerialisedClient(QdrantClient(":memory:"))

            def open_index(_: Settings, models: ModelSet) -> Index:
                return QdrantServerIndex(client, collection_name(models), factory.dimensions(models), grace_s=0.0)

            patch.setattr(factory, "open_server_index", open_index)
            settings = Settings(home=settings.home, qdrant_url="http://localhost:1")
        made = SearchEngine(settings, library.models)
        index = made.open()
        if request.param == "server":
            index.bulk_load(all_points(library).partition_by("video_id"))
        made.load(fill=True)
        yield made
        made.close()


def all_points(library: WrittenLibrary) -> pl.DataFrame:
    return pl.concat(library.store.read_table(name, POINTS) for name in library.store.published())


def calibrate(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, **medians: float) -> None:
    """Have ordinary questions score so much, by signal."""
    scores: dict[Any, Any] = {name: np.linspace(at - 0.001, at + 0.001, 101) for name, at in medians.items()}
    distribution = NullDistribution(scores, {}, text_count=240, video_count=12)
    monkeypatch.setattr(engine, "calibration", lambda _=(): distribution)


def cosines(engine: SearchEngine, points: pl.DataFrame) -> np.ndarray[Any, Any]:
    assert engine.encoders
    return np.asarray(np.array(points["text_vector"].to_list()) @ engine.encoders.text.encode_query(QUERY))


def bar_for(engine: SearchEngine, library: WrittenLibrary, count: int) -> float:
    """A score that so many passages have."""
    return float(np.sort(cosines(engine, all_points(library)))[-count]) - 1e-4


def ask(engine: SearchEngine, query: str = QUERY, **where: Any) -> dict[str, dict[str, int]]:
    """The counts of every facet."""
    channels = where.pop("channels", SearchScope().channels)
    request = SearchRequest(query, SearchScope(PointFilter(**where), channels))
    found = search_facets(engine, request, FacetRequest(FACETS))
    return {name: {value.value: value.count for value in facet.values} for name, facet in found.items()}


def by_hand(points: pl.DataFrame, chosen: dict[str, tuple[str, ...]]) -> dict[str, dict[str, int]]:
    """The videos of points by each value of four facets, without what is chosen of the facet itself."""
    rows = points.with_columns(
        pl.col("language").replace({"ger": "de"}), pl.col("video_id").replace(TAG_OF).alias("tag")
    )
    counts = {}
    for name in ("workspace", "tag", "language", "speaker"):
        others = [pl.col(field).is_in(values) for field, values in chosen.items() if field != name]
        left = rows.filter(*others).group_by(name).agg(pl.col("video_id").n_unique())
        counts[name] = dict(left.rows())
    return counts


CHOSEN: Final[tuple[dict[str, tuple[str, ...]], ...]] = (
    {},
    {"workspace": ("team",)},
    {"tag": ("sea",), "language": ("de",)},
    {"speaker": ("Ann", "Cy"), "language": ("de",), "workspace": ("other",)},
)
FIELDS: Final = {"workspace": "workspaces", "tag": "tags", "language": "languages", "speaker": "speakers"}


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
@pytest.mark.parametrize("passages", [12, 150])
def test_counts_are_those_of_all_places_above_the_bar(
    engine: SearchEngine,
    library: WrittenLibrary,
    monkeypatch: pytest.MonkeyPatch,
    passages: int,
    chosen: dict[str, tuple[str, ...]],
) -> None:
    bar = bar_for(engine, library, passages)
    calibrate(engine, monkeypatch, likeness=bar)
    points = all_points(library)
    expected = by_hand(points.filter(pl.Series(cosines(engine, points) >= bar)), chosen)
    where: dict[str, Any] = {FIELDS[name]: values for name, values in chosen.items()}
    counted = ask(engine, **where)
    assert {name: counted[name] for name in expected} == expected


def test_the_count_beside_a_value_is_what_is_found_once_it_is_added(
    engine: SearchEngine, library: WrittenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    calibrate(engine, monkeypatch, likeness=bar_for(engine, library, 30))
    for name, field in FIELDS.items():
        for value, count in ask(engine)[name].items():
            where: dict[str, Any] = {field: (value,)}
            narrowed = ask(engine, **where)
            assert sum(narrowed["tag" if name == "workspace" else "workspace"].values()) == count  # each has one


def test_of_a_phrase_all_places_that_say_it_count(
    engine: SearchEngine, library: WrittenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    calibrate(engine, monkeypatch, likeness=0.99)
    points = all_points(library)
    said = points.filter(pl.col("text").str.contains("tide", literal=True), ~pl.col("text").str.contains("oven"))
    counted = ask(engine, '"tide" -oven', speakers=("Ann",))
    assert {name: counted[name] for name in FIELDS} == by_hand(said, {"speaker": ("Ann",)})


def test_words_that_ordinary_questions_do_not_find_count_wherever_they_are(
    engine: SearchEngine, library: WrittenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    calibrate(engine, monkeypatch, likeness=bar_for(engine, library, 12), words=0.0, share=0.0)
    points = all_points(library)
    said = points.filter(pl.col("text").str.contains("tide|ocean"))
    assert len(said) > 100
    counted = ask(engine, channels=("words",))
    assert {name: counted[name] for name in FIELDS} == by_hand(said, {})
    assert counted["channel"]["words"] == len(KEYS)


def test_where_nothing_matches_nothing_is_counted(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    calibrate(engine, monkeypatch, likeness=0.99)
    assert not any(ask(engine, "a parrot in the spring").values())


def test_without_a_calibration_all_that_has_a_score_counts(engine: SearchEngine) -> None:
    counted = ask(engine)
    assert counted["workspace"] == {"other": 6, "team": 6}
    assert counted["channel"] == {"speech": 12, "words": 12}


def test_more_places_than_a_server_gives_are_not_asked_for(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retriever, "MAX_FOUND", 150)
    assert ask(engine)["channel"]["speech"] > 0


def test_a_caller_sees_counts_of_his_own_workspaces_alone(engine: SearchEngine) -> None:
    request = SearchRequest(QUERY, SearchScope(PointFilter(workspaces=("team",))))
    found = search_facets(engine, request, FacetRequest(("workspace", "tag"), workspaces=("team",)))
    assert [(value.value, value.count) for value in found["workspace"].values] == [("team", 6)]
    assert [(value.value, value.count) for value in found["tag"].values] == [("kitchen", 3), ("sea", 3)]


def test_an_image_or_a_position_has_no_bar(engine: SearchEngine) -> None:
    for request in (SearchRequest("", image=b"x"), SearchRequest("", like=VideoTime("team--a-0123456789", 1.0))):
        with pytest.raises(ValueError, match="facets count what a sentence finds"):
            search_facets(engine, request, FacetRequest(FACETS))
