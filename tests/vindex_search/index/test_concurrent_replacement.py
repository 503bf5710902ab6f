"""A reader that queries while a video is replaced sees exactly one whole generation, on both kinds of index.

`test_qdrant_edge_lock.py` and `test_qdrant_server_steps.py` go through what may come between; this has it happen.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import QdrantClient

from tests.support.concurrency.waiting import rounds, until
from tests.support.index.in_memory_server import SerialisedClient
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
REPLACEMENTS = 8
ROWS = 20
GRACE_S = 0.3  # longer than a query with the reading of heads, as the default of two seconds is
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
        client: Any = QdrantClient(url) if url else SerialisedClient(QdrantClient(":memory:"))
        made = QdrantServerIndex(client, f"test-{uuid.uuid4().hex}", SIZES, grace_s=GRACE_S)
    made.ensure()
    yield made
    made.close()


def hits_by_generation(index: Index) -> dict[str, int]:
    """Number of hits per generation of the replaced video, read from their texts."""
    (hits,) = index.query([EVERYTHING])
    return Counter((hit.text or "").rpartition(" ")[2] for hit in hits if hit.video_id == TALK)


def answered_since(answers: list[dict[str, int]], begun: int) -> bool:
    return len(answers) > begun


def test_every_answer_has_one_whole_generation(index: Index) -> None:
    index.publish(FILM, points(FILM, "other"))
    index.publish(TALK, points(TALK, "g0", rows=ROWS))
    done = threading.Event()
    answers: list[dict[str, int]] = []

    def read() -> None:
        for _ in rounds():
            if done.is_set():
                break
            answers.append(hits_by_generation(index))

    reader = threading.Thread(target=read)
    reader.start()
    until(lambda: answers)
    try:
        for number in range(1, REPLACEMENTS + 1):
            index.publish(TALK, points(TALK, f"g{number}", rows=ROWS))
            begun = len(answers) + 1  # the one under way may be older
            until(partial(answered_since, answers, begun))
    finally:
        done.set()
        reader.join()
    assert [answer for answer in answers if list(answer.values()) != [ROWS]] == []
    assert {name for answer in answers for name in answer} == {f"g{number}" for number in range(REPLACEMENTS + 1)}
    assert index.generations() == {Generation(TALK, f"g{REPLACEMENTS}"): ROWS, Generation(FILM, "other"): 3}
