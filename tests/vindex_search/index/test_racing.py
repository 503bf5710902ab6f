"""A reader that asks all the while a video is replaced sees one generation or the other, whole; on both homes."""

from __future__ import annotations

import os
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import QdrantClient

from tests.support.index.in_memory_server import OneRequestAtATime
from tests.support.index.points import DIM, points
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id
from vindex_search.index.base import TEXT_VECTOR, Index
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.index.types import ChannelQuery, Dimensions

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

TALK = video_id("b", "team/talk.mp4")
FILM = video_id("b", "other/film.mp4")
SIZES = Dimensions(text=DIM, visual=None)
REPLACED = 50
ROWS = 20
GRACE_S = 0.3  # longer than a query and the reading of heads after it, as the two seconds of the real one are
EVERYTHING = ChannelQuery(
    channel="speech", using=TEXT_VECTOR, vector=[1.0, 0.5, 0.2, 0.1], point_channels=("speech",), limit=200
)


@pytest.fixture(params=["embedded", "server"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    made: Index
    if request.param == "embedded":
        made = QdrantEdgeIndex(tmp_path / "index", SIZES)
    else:
        url = os.environ.get("VINDEX_QDRANT_URL")
        client: Any = QdrantClient(url) if url else OneRequestAtATime(QdrantClient(":memory:"))
        made = QdrantServerIndex(client, f"test-{uuid.uuid4().hex}", SIZES, grace_s=GRACE_S)
    made.ensure()
    yield made
    made.close()


def seen(index: Index) -> dict[str, int]:
    """Number of hits per generation of the video that changes, as their texts tell."""
    (hits,) = index.query([EVERYTHING])
    return Counter((hit.text or "").rpartition(" ")[2] for hit in hits if hit.video_id == TALK)


def test_every_answer_is_one_whole_generation(index: Index) -> None:
    index.publish(FILM, points(FILM, "other"))
    index.publish(TALK, points(TALK, "g0", rows=ROWS))
    done = threading.Event()
    answers: list[dict[str, int]] = []

    def ask() -> None:
        while not done.is_set():
            answers.append(seen(index))

    reader = threading.Thread(target=ask)
    reader.start()
    try:
        for number in range(1, REPLACED + 1):
            index.publish(TALK, points(TALK, f"g{number}", rows=ROWS))
    finally:
        done.set()
        reader.join()
    assert [answer for answer in answers if list(answer.values()) != [ROWS]] == []
    assert len({name for answer in answers for name in answer}) > 1, "the reader saw the video change"
    assert index.generations() == {Generation(TALK, f"g{REPLACED}"): ROWS, Generation(FILM, "other"): 3}
