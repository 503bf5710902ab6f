"""Search by image without a vision model: the filters of the request hold for it as for a sentence."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from PIL import Image

from tests.support.http.searches import random_image
from tests.support.storage.video_records import publish
from vindex_search.common.pictures.image_hash import phash
from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.ids import video_id
from vindex_search.contract.tables import FRAMES_SCHEMA
from vindex_search.index.types import PointFilter
from vindex_search.models.catalogue import BM25, model_set
from vindex_search.models.encoders import Encoders
from vindex_search.models.sparse import SparseEncoder
from vindex_search.query.engine import SearchEngine
from vindex_search.query.pagination import NONE_SEEN
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest, run_search
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp

SHOWN, OTHER = random_image(1), random_image(2)
KEYS = ("team/tides.mp4", "teams/tides.mp4", "tea/tides.mp4")
OLD, NEW = "2026-01-01T00:00:00+00:00", "2026-06-01T00:00:00+00:00"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """An engine over three videos of three workspaces, each of which shows the picture for ten seconds, twice."""
    engine = SearchEngine(Settings(home=tmp_path_factory.mktemp("home")), model_set("offline"))
    for key in KEYS:
        name = publish(engine.store, key, uploaded_at=NEW if key == KEYS[1] else OLD)
        rows = [
            {"frame_index": at, "start_s": at * 10.0, "end_s": at * 10.0 + 10, "phash": phash(picture)}
            for at, picture in enumerate((SHOWN, OTHER, OTHER, SHOWN))
        ]
        engine.store.write_table(name, FRAMES, pl.DataFrame(rows, schema=FRAMES_SCHEMA), Stamp((), "aa"))
    engine.open()
    no_sentences: Any = None
    engine.encoders = Encoders(text=no_sentences, vision=None, sparse=SparseEncoder(BM25))
    yield engine
    engine.close()


def png(picture: npt.NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def found(engine: SearchEngine, where: PointFilter, scope: SearchScope | None = None) -> set[tuple[str, float]]:
    """Video and start of each piece of evidence for the picture."""
    request = SearchRequest("", scope or SearchScope(where), image=png(SHOWN))
    moments = run_search(engine, request, limit=20, seen=NONE_SEEN).moments
    return {(moment.video_id, ranked.hit.start_s) for moment in moments for ranked in moment.evidence}


def shown_in(*keys: str, at: tuple[float, ...] = (0.0, 30.0)) -> set[tuple[str, float]]:
    return {(video_id("folder", key), start_s) for key in keys for start_s in at}


def test_without_a_filter_the_picture_is_found_in_every_video(engine: SearchEngine) -> None:
    assert found(engine, PointFilter()) == shown_in(*KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_only_the_workspaces_asked_for_are_searched(engine: SearchEngine, key: str) -> None:
    assert found(engine, PointFilter(workspaces=(key.split("/")[0],))) == shown_in(key)


def test_a_workspace_without_videos_has_none_to_find(engine: SearchEngine) -> None:
    assert found(engine, PointFilter(workspaces=("te",))) == set()


def test_only_the_videos_asked_for_are_searched(engine: SearchEngine) -> None:
    assert found(engine, PointFilter(video_ids=(video_id("folder", KEYS[2]),))) == shown_in(KEYS[2])
    other = PointFilter(workspaces=("team",), video_ids=(video_id("folder", KEYS[2]),))
    assert found(engine, other) == set()


def test_only_the_uploads_of_the_time_asked_for_are_searched(engine: SearchEngine) -> None:
    assert found(engine, PointFilter(uploaded_after=NEW)) == shown_in(KEYS[1])
    assert found(engine, PointFilter(uploaded_before=NEW)) == shown_in(KEYS[0], KEYS[2])


@pytest.mark.parametrize(
    ("from_s", "to_s", "at"),
    [
        (5.0, None, (0.0, 30.0)),
        (10.0, None, (30.0,)),
        (None, 30.0, (0.0,)),
        (None, 31.0, (0.0, 30.0)),
        (40.0, None, ()),
    ],
)
def test_only_frames_that_overlap_the_seconds_asked_for_are_found(
    engine: SearchEngine, from_s: float | None, to_s: float | None, at: tuple[float, ...]
) -> None:
    where = PointFilter(workspaces=("team",), from_s=from_s, to_s=to_s)
    assert found(engine, where) == shown_in(KEYS[0], at=at)


def test_a_picture_is_not_looked_for_where_only_sentences_are_searched(engine: SearchEngine) -> None:
    assert found(engine, PointFilter(), SearchScope(channels=("speech", "words"))) == set()
