"""A whole search over a small library: a real index, store and ranking, with encoders that give axes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import polars as pl
import pytest
from PIL import Image

from tests.support.index.points import DIM, speech_row
from tests.support.index.recorded_stages import Stages
from tests.support.models.axis_encoder import AXES, AxisEncoder
from tests.support.storage.video_records import publish
from vindex_search.common.pictures.image_hash import phash
from vindex_search.common.pictures.picture_file import decode_image
from vindex_search.contract.artefacts import FRAMES, POINTS
from vindex_search.contract.ids import CHANNELS, Channel, point_id, video_id
from vindex_search.contract.tables import FRAMES_SCHEMA, POINTS_SCHEMA
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import Dimensions, PointFilter
from vindex_search.models.catalogue import BM25
from vindex_search.models.encoders import Encoders
from vindex_search.models.sparse import SparseEncoder
from vindex_search.query.engine import SearchEngine
from vindex_search.query.examples.image_lookup import FrameHashIndex
from vindex_search.query.examples.more_like_this import VideoTime
from vindex_search.query.pagination import NONE_SEEN, SeenMoments
from vindex_search.query.retriever import Retriever, SearchScope
from vindex_search.query.search import SearchRequest, SearchResult, run_search
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store
from vindex_search.videos.cache import VideoCache

TALK, FILM = "team/talk.mp4", "other/film.mp4"
TALK_ID, FILM_ID = (video_id("folder", key) for key in (TALK, FILM))
SPARSE = SparseEncoder(BM25)
CALIBRATION = NullDistribution({"likeness": np.linspace(0, 1, 100)}, {}, text_count=5, video_count=2)
KNOWN_ITEM = "quartz lamp copper pans seven ladders"


@dataclass(frozen=True)
class SmallEngine:
    """The parts of a search engine that a search needs, without threads and models."""

    index: QdrantEdgeIndex
    only_retriever: Retriever
    store: Store
    videos: VideoCache
    frame_hashes: FrameHashIndex
    observer: Stages

    def retriever(self, _workspaces: tuple[str, ...] = ()) -> Retriever:
        """The same for every scope."""
        return self.only_retriever

    def calibration(self, _workspaces: tuple[str, ...] = ()) -> NullDistribution:
        """That of no library."""
        return CALIBRATION


def picture(tile: int) -> bytes:
    """A picture of its own for each number."""
    pixels = np.random.default_rng(tile).integers(0, 255, (8, 8, 3)).astype(np.uint8)
    data = io.BytesIO()
    Image.fromarray(pixels).resize((256, 256), Image.Resampling.BICUBIC).save(data, "PNG")
    return data.getvalue()


def passage(video: str, row: int, axis: int, text: str, language: str = "en") -> dict[str, Any]:
    ((indices, values),) = SPARSE.encode_passages([text], [language])
    made = speech_row(video, row, vector=AXES[axis].tolist(), words=[], fingerprint="aa")
    words = {"words_indices": indices, "words_values": values}
    begin, middle = row * 10.0, text.find(". ") + 2 if ". " in text else 0
    sentences = [
        {"at": 0, "start_s": begin, "end_s": begin + 4},
        {"at": middle, "start_s": begin + 4, "end_s": begin + 10},
    ]
    return {**made, **words, "text": text, "language": language, "sentences": sentences if middle else []}


def frame(video: str, row: int, axis: int) -> dict[str, Any]:
    made = speech_row(video, row, vector=[], words=[], fingerprint="aa")
    absent = dict.fromkeys(("text_vector", "words_indices", "words_values", "text", "language"))
    made.update(absent, id=point_id(video, "visual", str(row)), channel="visual", visual_vector=AXES[axis].tolist())
    return made


ROWS = {
    TALK: [
        passage(TALK_ID, 0, 0, "A hot oven bakes the bread"),
        passage(TALK_ID, 40, 1, "The cold sea is no oven"),
        passage(TALK_ID, 80, 2, f"Listen now to me. {KNOWN_ITEM}"),
        frame(TALK_ID, 0, 0),
        frame(TALK_ID, 40, 1),
    ],
    FILM: [passage(FILM_ID, 0, 0, "Der Ofen bleibt kalt", "ger"), frame(FILM_ID, 0, 2)],
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallEngine]:
    folder = tmp_path_factory.mktemp("searched")
    store = Store(folder / "store", "vindex-test")
    index = QdrantEdgeIndex(folder / "index", Dimensions(text=DIM, visual=DIM))
    index.ensure()
    for number, (key, rows) in enumerate(ROWS.items()):
        table = pl.DataFrame(rows, schema=POINTS_SCHEMA)
        name = publish(store, key)
        store.write_table(name, POINTS, table, Stamp((), "aa"))
        frames = [
            {
                "frame_index": at,
                "start_s": 10.0 * at,
                "end_s": 10.0 * at + 10,
                "phash": phash(decode_image(picture(of))),
            }
            for at, of in enumerate((1, 2, 3) if number == 0 else (1,))
        ]
        store.write_table(name, FRAMES, pl.DataFrame(frames, schema=FRAMES_SCHEMA), Stamp((), "aa"))
        index.bulk_load([table])
    listing, stages = PublishedListing(store), Stages()
    retriever = Retriever(index, Encoders(AxisEncoder(), SPARSE, AxisEncoder()), ["en", "ger"], stages)
    yield SmallEngine(index, retriever, store, VideoCache(store, listing), FrameHashIndex(store, listing), stages)
    index.close()


@pytest.fixture
def blind(library: SmallEngine) -> SmallEngine:
    """The library by a model set without a vision model."""
    encoders = Encoders(AxisEncoder(), SPARSE, None)
    return replace(library, only_retriever=Retriever(library.index, encoders, ["en", "ger"]))


def found_in(
    engine: SmallEngine,
    text: str = "",
    where: PointFilter = PointFilter(),  # noqa: B008 - frozen
    channels: tuple[Channel, ...] = CHANNELS,
    *,
    limit: int = 9,
    seen: SeenMoments = NONE_SEEN,
    **fields: Any,
) -> SearchResult:
    request = SearchRequest(text, SearchScope(where, channels), **fields)
    return run_search(cast("SearchEngine", engine), request, limit=limit, seen=seen)


def places(result: SearchResult) -> set[tuple[str, str, float]]:
    """Channel, video and start of all evidence."""
    return {(one.channel, one.hit.video_id, one.hit.start_s) for moment in result.moments for one in moment.evidence}


def test_a_sentence_is_searched_on_all_channels(library: SmallEngine) -> None:
    found = found_in(library, "hot oven")
    assert {("speech", TALK_ID, 0), ("words", TALK_ID, 0), ("visual", TALK_ID, 0)} <= places(found)
    assert (found.moments[0].video_id, found.moments[0].channels) == (TALK_ID, ("speech", "words", "visual"))
    assert found.query.text == "hot oven"


@pytest.mark.parametrize(
    ("text", "where", "videos"),
    [
        ("oven", PointFilter(workspaces=("team",)), {TALK_ID}),
        ("oven", PointFilter(workspaces=("other",)), {FILM_ID}),
        ("oven", PointFilter(languages=("de",)), {FILM_ID}),
        ('"hot oven"', PointFilter(), {TALK_ID}),
        ("oven -bread -sea -quartz", PointFilter(), {FILM_ID}),
    ],
)
def test_filters_and_the_syntax_of_the_query_hold_on_every_channel_of_texts(
    library: SmallEngine, text: str, where: PointFilter, videos: set[str]
) -> None:
    found = found_in(library, text, where, ("speech", "words"))
    assert {moment.video_id for moment in found.moments} == videos


def test_pages_follow_each_other_until_the_last(library: SmallEngine) -> None:
    whole = found_in(library, "oven").moments
    seen, pages = NONE_SEEN, []
    for _ in whole:
        page = found_in(library, "oven", limit=1, seen=seen)
        seen = seen.with_page(page.moments)
        pages.append((page.moments, page.has_more))
    assert [moments for moments, _ in pages] == [[moment] for moment in whole]
    assert [has_more for _, has_more in pages] == [True] * (len(whole) - 1) + [False]


def test_a_known_item_is_answered_by_its_sentence(library: SmallEngine) -> None:
    first = found_in(library, KNOWN_ITEM).moments[0]
    assert (first.video_id, first.start_s, first.end_s) == (TALK_ID, 804, 810)


@pytest.mark.parametrize(
    ("fields", "calibrated"),
    [({}, True), ({"image": picture(1)}, False), ({"like": VideoTime(TALK_ID, 5.0)}, False)],
)
def test_only_a_sentence_alone_is_calibrated(library: SmallEngine, fields: dict[str, Any], calibrated: bool) -> None:
    assert (found_in(library, "oven", **fields).confidence.distribution is CALIBRATION) == calibrated
    if fields:
        assert found_in(library, **fields).confidence.distribution is None


def test_a_picture_takes_the_place_of_the_sentence_on_the_visual_channel(library: SmallEngine) -> None:
    found = found_in(library, "oven", image=picture(9))
    by_channel = {channel: min(rank for name, rank, _ in ranks(found) if name == channel) for channel in CHANNELS[:2]}
    assert by_channel == {"speech": 1, "words": 1}
    assert ("visual", 1, 400) in ranks(found)
    assert {channel for channel, _, _ in ranks(found_in(library, image=picture(9)))} == {"visual"}


def ranks(result: SearchResult) -> set[tuple[str, int, float]]:
    """Channel, rank and start of all evidence."""
    return {(one.channel, one.rank, one.hit.start_s) for moment in result.moments for one in moment.evidence}


@pytest.mark.parametrize(
    ("where", "channels", "expected"),
    [
        (PointFilter(), CHANNELS, {(TALK_ID, 10.0)}),
        (PointFilter(workspaces=("other",)), CHANNELS, set()),
        (PointFilter(from_s=20.0), CHANNELS, set()),  # the frame is from 10 to 20
        (PointFilter(from_s=19.9), CHANNELS, {(TALK_ID, 10.0)}),
        (PointFilter(to_s=10.0), CHANNELS, set()),
        (PointFilter(to_s=10.1), CHANNELS, {(TALK_ID, 10.0)}),
        (PointFilter(from_s=0.0, to_s=10.0), CHANNELS, set()),
        (PointFilter(), ("speech", "words"), set()),
    ],
)
def test_without_a_vision_model_a_picture_finds_the_frames_that_show_it(
    blind: SmallEngine, where: PointFilter, channels: tuple[Channel, ...], expected: set[tuple[str, float]]
) -> None:
    found = found_in(blind, "", where, channels, image=picture(2))
    assert {(video, start) for _, video, start in places(found)} == expected


def test_a_picture_is_looked_for_in_the_workspaces_in_scope_only(blind: SmallEngine) -> None:
    """Both videos begin with it."""
    assert {video for _, video, _ in places(found_in(blind, image=picture(1)))} == {TALK_ID, FILM_ID}
    only = found_in(blind, "", PointFilter(workspaces=("other",)), image=picture(1))
    assert {video for _, video, _ in places(only)} == {FILM_ID}


def test_more_like_this_leaves_out_the_place_itself(library: SmallEngine) -> None:
    """Its own vectors are of the first axis, as are those of the film's passage."""
    found = found_in(library, like=VideoTime(TALK_ID, 5.0))
    assert ("speech", 1, 0) in ranks(found)
    assert ("speech", FILM_ID, 0) in places(found)
    assert not [place for place in places(found) if place[1:] == (TALK_ID, 0)]


def test_a_sentence_beside_a_position_is_what_texts_are_compared_with(library: SmallEngine) -> None:
    """The words and vector of the position are those of the sea; its frame is compared all the same."""
    found = found_in(library, "bread", like=VideoTime(TALK_ID, 405.0))
    assert {("speech", TALK_ID, 0), ("words", TALK_ID, 0)} <= places(found)
    assert ("words", FILM_ID, 0) not in places(found)
    assert {one.hit.score for moment in found.moments for one in moment.evidence if one.channel == "visual"} == {0.0}
    elsewhere = found_in(library, "bread", like=VideoTime(TALK_ID, 805.0))  # nobody says it there
    assert ("words", TALK_ID, 0) in places(elsewhere)
    alone = found_in(library, like=VideoTime(TALK_ID, 405.0))
    assert ("words", TALK_ID, 0) in places(alone)  # the oven


def test_a_sentence_is_compared_with_frames_where_the_position_has_none(library: SmallEngine) -> None:
    sound = video_id("folder", "team/sound.mp4")
    table = pl.DataFrame([passage(sound, 0, 1, "The sea alone")], schema=POINTS_SCHEMA)
    library.store.write_table(sound, POINTS, table, Stamp((), "aa"))
    found = found_in(library, "bread", like=VideoTime(sound, 5.0))
    assert ("visual", 1, 0) in ranks(found)
    assert "visual" not in {channel for channel, _, _ in ranks(found_in(library, like=VideoTime(sound, 5.0)))}


def test_a_position_in_an_unknown_video_is_refused(library: SmallEngine) -> None:
    with pytest.raises(ValueError, match="is not a searchable video"):
        found_in(library, like=VideoTime(video_id("folder", "team/none.mp4"), 5.0))


def test_each_stage_of_a_search_is_timed(library: SmallEngine) -> None:
    library.observer.timed.clear()
    found_in(library, "oven")
    encoded = ["encode speech", "encode visual", "encode words"]
    assert library.observer.timed == [*encoded, "index", "moments", "index"]
