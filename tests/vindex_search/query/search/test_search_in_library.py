"""Searches over a small library: words, phrases, pictures, positions, and their scope."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from PIL import Image

from tests.support.library.prepared.written_library import WrittenLibrary, id_of, written_library
from vindex_search.common.pictures.image_hash import phash
from vindex_search.common.pictures.picture_file import decode_image
from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.tables import FRAMES_SCHEMA
from vindex_search.index.types import PointFilter
from vindex_search.query.engine import SearchEngine
from vindex_search.query.examples.more_like_this import VideoTime
from vindex_search.query.pagination import NONE_SEEN
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest, SearchResult, run_search
from vindex_search.storage.stamp import Stamp

TIDES, BREAD, ROLLS = "team/tides.mp4", "team/bread.mp4", "other/rolls.mp4"
SAID = {
    TIDES: ("The moon pulls the ocean.", "Twice a day the tide turns."),
    BREAD: ("Put the loaf into a hot oven.", "Let it cool before you cut it."),
    ROLLS: ("Put the rolls into a hot oven.",),
}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SearchEngine]:
    library: WrittenLibrary = written_library(tmp_path / "home", {})
    for key, passages in SAID.items():
        library.publish(key, *passages)
    made = SearchEngine(library.settings, library.models)
    made.open()
    made.load(fill=True)
    yield made
    made.close()


def search(engine: SearchEngine, request: SearchRequest, *, limit: int = 5) -> SearchResult:
    return run_search(engine, request, limit=limit, seen=NONE_SEEN)


def found(engine: SearchEngine, request: SearchRequest) -> list[str]:
    """The videos that are found, best first."""
    return [moment.video_id for moment in search(engine, request).moments]


def scope(**where: Any) -> SearchScope:
    return SearchScope(PointFilter(**where))


def test_the_best_passage_comes_first_and_the_others_follow(engine: SearchEngine) -> None:
    result = search(engine, SearchRequest("when does the tide turn"))
    assert (result.moments[0].video_id, result.matched, result.has_more) == (id_of(TIDES), True, False)
    assert 10.0 <= result.moments[0].start_s < 20.0
    assert search(engine, SearchRequest("hot oven"), limit=1).has_more


def test_phrases_and_exclusions_restrict(engine: SearchEngine) -> None:
    assert found(engine, SearchRequest('"into a hot oven" -rolls')) == [id_of(BREAD)]
    assert search(engine, SearchRequest('"cold oven"')).matched is False


def test_a_search_is_of_its_scope(engine: SearchEngine) -> None:
    assert set(found(engine, SearchRequest("hot oven", scope(workspaces=("other",))))) == {id_of(ROLLS)}
    assert set(found(engine, SearchRequest("hot oven", scope(video_ids=(id_of(TIDES),))))) == {id_of(TIDES)}
    assert found(engine, SearchRequest("hot oven", scope(languages=("eng",)))) != [], "another code of the language"
    assert found(engine, SearchRequest("hot oven", scope(languages=("de",)))) == []


def test_more_like_a_position_finds_others_and_not_itself(engine: SearchEngine) -> None:
    like = VideoTime(id_of(BREAD), 3.0)
    videos = found(engine, SearchRequest("", like=like))
    assert videos[0] == id_of(ROLLS)
    (moments,) = (
        [one for one in search(engine, SearchRequest("", like=like)).moments if one.video_id == like.video_id],
    )
    assert all(one.start_s >= 10.0 for one in moments), "its own passage is not like it"
    with pytest.raises(ValueError, match="gone"):
        search(engine, SearchRequest("", like=VideoTime(id_of("team/gone.mp4"), 1.0)))


def picture(seed: int) -> bytes:
    """A picture of random patches, as a file."""
    patches = np.random.default_rng(seed).integers(0, 255, (8, 8, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(patches).resize((256, 256), Image.Resampling.BICUBIC).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def shown(engine: SearchEngine) -> SearchEngine:
    """The film of tides shows one picture, another, and the first again, ten seconds each."""
    rows = [
        {"frame_index": at, "start_s": at * 10.0, "end_s": at * 10.0 + 10, "phash": phash(decode_image(picture(seed)))}
        for at, seed in enumerate((1, 2, 1))
    ]
    engine.store.write_table(id_of(TIDES), FRAMES, pl.DataFrame(rows, schema=FRAMES_SCHEMA), Stamp((), "1"))
    return engine


@pytest.mark.parametrize(
    ("where", "starts"),
    [
        ({}, {0.0, 20.0}),
        ({"from_s": 10.0}, {20.0}),
        ({"from_s": 9.5}, {0.0, 20.0}),
        ({"to_s": 20.0}, {0.0}),
        ({"to_s": 20.5}, {0.0, 20.0}),
        ({"workspaces": ("other",)}, set()),
    ],
)
def test_a_picture_is_found_where_it_is_shown(shown: SearchEngine, where: dict[str, Any], starts: set[float]) -> None:
    moments = search(shown, SearchRequest("", scope(**where), image=picture(1))).moments
    assert {ranked.hit.start_s for moment in moments for ranked in moment.evidence} == starts
    assert {moment.video_id for moment in moments} == ({id_of(TIDES)} if starts else set())


def test_a_picture_is_not_looked_for_in_other_channels(shown: SearchEngine) -> None:
    assert search(shown, SearchRequest("", SearchScope(channels=("speech",)), image=picture(1))).moments == []
    assert search(shown, SearchRequest("", image=picture(3))).matched is False


def test_a_search_is_of_videos_of_some_durations(engine: SearchEngine) -> None:
    long, short = scope(duration_from=20.0), scope(duration_to=20.0)
    assert set(found(engine, SearchRequest("hot oven", long))) == {id_of(TIDES), id_of(BREAD)}
    assert set(found(engine, SearchRequest("hot oven", short))) == {id_of(ROLLS)}
    assert found(engine, SearchRequest("hot oven", scope(duration_from=21.0))) == []
    for wanted, name in ((20.0, BREAD), (None, ROLLS)):
        one = scope(video_ids=(id_of(name),), duration_from=wanted)
        assert set(found(engine, SearchRequest("hot oven", one))) == {id_of(name)}
    assert found(engine, SearchRequest("hot oven", scope(video_ids=(id_of(ROLLS),), duration_from=20.0))) == []
    assert set(found(engine, SearchRequest('"hot oven"', short))) == {id_of(ROLLS)}


def test_a_video_that_is_named_twice_is_searched_as_one(engine: SearchEngine) -> None:
    twice = scope(video_ids=(id_of(BREAD), id_of(BREAD)), duration_from=20.0)
    assert set(search(engine, SearchRequest("hot oven", twice)).places) == {id_of(BREAD)}
