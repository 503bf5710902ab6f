"""The steps of the server index: their order, what a kill between two leaves, what a reader sees between two."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations_with_replacement
from types import SimpleNamespace
from typing import Any

import pytest
from qdrant_client import QdrantClient

from tests.support.index.points import DIM, points
from tests.support.index.watched_client import ClientCall, WatchedClient
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id
from vindex_search.index import qdrant_server
from vindex_search.index.base import TEXT_VECTOR
from vindex_search.index.qdrant_server import GRACE_S, QdrantServerIndex
from vindex_search.index.types import ChannelQuery, Dimensions

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

TALK = video_id("b", "team/talk.mp4")
NAME = "vindex-test"
SIZES = Dimensions(text=DIM, visual=None)
ROWS = 3
SPEECH = ChannelQuery(
    channel="speech", using=TEXT_VECTOR, vector=[1.0, 0.5, 0.2, 0.1], point_channels=("speech",), limit=ROWS
)
OLD = points(TALK, "old", rows=ROWS)
NEW = points(TALK, "new", rows=ROWS)


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(autouse=True)
def _several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qdrant_server, "UPSERT_BATCH", 2)


@pytest.fixture
def client() -> Iterator[QdrantClient]:
    made = QdrantClient(":memory:")
    yield made
    made.close()


def open_index(
    client: QdrantClient, seen: Callable[[ClientCall], object] = lambda _: None, *, grace_s: float = 0.0
) -> QdrantServerIndex:
    watched: Any = WatchedClient(client, seen)
    return QdrantServerIndex(watched, NAME, SIZES, grace_s=grace_s)


def found(index: QdrantServerIndex) -> dict[str, int]:
    """Number of hits by fingerprint of their generation."""
    (hits,) = index.query([SPEECH])
    return Counter((hit.text or "").rpartition(" ")[2] for hit in hits)


def writes(index_of: Callable[[Callable[[ClientCall], object]], QdrantServerIndex]) -> list[ClientCall]:
    """The writes with which the new generation replaces the old one, in order."""
    made: list[ClientCall] = []
    index = index_of(lambda call: made.append(call) if call.writes else None)
    index.ensure()
    index.publish(TALK, OLD)
    made.clear()
    index.publish(TALK, NEW)
    return made


def test_a_replacement_writes_points_head_and_after_the_grace_removes_the_old(
    client: QdrantClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    monkeypatch.setattr(
        qdrant_server, "time", SimpleNamespace(sleep=lambda s: steps.append(f"wait {s:g} s"), monotonic=time.monotonic)
    )
    seen = {"upsert", "delete", "count"}
    index = open_index(client, lambda call: steps.append(str(call)) if call.method in seen else None, grace_s=GRACE_S)
    index.ensure()
    index.publish(TALK, OLD)
    first = ["2 points", "1 points", "count"]
    assert steps == [*first, "settled head", "delete all but one generation"]
    steps.clear()
    index.publish(TALK, NEW)
    assert steps == [*first, "head", "wait 2 s", "delete all but one generation", "settled head"]
    steps.clear()
    index.publish(TALK, NEW)
    assert steps == [*first, "settled head", "delete all but one generation"], "the same again: nobody reads another"
    steps.clear()
    index.remove(TALK)
    assert steps == ["delete head", "delete all"]


class SlowCluster(QdrantClient):
    """Counts one point more at each call: a shard of a cluster shows what was written with a delay."""

    counted = 0

    def count(self, *arguments: Any, **options: Any) -> Any:
        answer = super().count(*arguments, **options)
        self.counted = min(self.counted + 1, answer.count)
        return answer.model_copy(update={"count": self.counted})


def test_the_head_waits_until_every_point_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    monkeypatch.setattr(qdrant_server, "VISIBLE_POLL_S", 0.0)
    cluster = SlowCluster(":memory:")

    def note(call: ClientCall) -> None:
        if "head" in str(call):
            steps.append(f"{call!s} at {cluster.counted} points")

    index = open_index(cluster, note)
    index.ensure()
    index.publish(TALK, NEW)
    assert steps == [f"settled head at {ROWS} points"]
    cluster.close()


def test_points_that_stay_invisible_are_an_error_and_no_head_is_written(
    client: QdrantClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter(range(0, 10_000, 7))
    clock = SimpleNamespace(monotonic=lambda: float(next(now)), sleep=lambda _: None)
    monkeypatch.setattr(qdrant_server, "time", clock)
    cluster = SlowCluster(":memory:")
    monkeypatch.setattr(SlowCluster, "counted", -1_000)
    made: list[str] = []
    index = open_index(cluster, lambda call: made.append(str(call)))
    index.ensure()
    with pytest.raises(TimeoutError, match=rf"the server shows -\d+ of {ROWS} points of {TALK}@new"):
        index.publish(TALK, NEW)
    assert 8 <= made.count("count") <= 10, "for a minute, at seven seconds a look"
    assert not any("head" in one for one in made)
    cluster.close()


@pytest.mark.parametrize("survived", range(6))
@pytest.mark.parametrize("replaced", [True, False], ids=["replaced", "first"])
def test_a_killed_publication_leaves_one_whole_generation_and_the_next_ends_right(
    client: QdrantClient, survived: int, replaced: bool
) -> None:
    made: list[ClientCall] = []
    armed = False

    def note(call: ClientCall) -> None:
        if armed and call.writes:
            if len(made) == survived:
                raise Killed
            made.append(call)

    index = open_index(client, note)
    index.ensure()
    if replaced:
        index.publish(TALK, OLD)
    armed = True
    try:
        index.publish(TALK, NEW)
    except Killed:
        assert len(made) == survived
    armed = False
    assert found(index) in ([{"old": ROWS}, {"new": ROWS}] if replaced else [{}, {"new": ROWS}])
    index.publish(TALK, NEW)
    assert index.generations() == {Generation(TALK, "new"): ROWS}
    assert found(index) == {"new": ROWS}
    assert client.count(NAME).count == ROWS + 1, "nothing of the old generation is left beside the head"


def test_a_killed_removal_leaves_nothing_to_find(client: QdrantClient) -> None:
    """On a cluster the points go one by one: half of them would be found if their head were still there."""
    deleted = 0

    def kill_at_second(call: ClientCall) -> None:
        nonlocal deleted
        if armed and call.method == "delete":
            deleted += 1
            if deleted == 2:
                raise Killed

    armed = False
    index = open_index(client, kill_at_second)
    index.ensure()
    index.publish(TALK, OLD)
    armed = True
    with pytest.raises(Killed):
        index.remove(TALK)
    assert client.count(NAME).count == ROWS, "the head alone is gone"
    assert found(index) == {}
    assert index.generations() == {}
    armed = False
    index.remove(TALK)
    assert client.count(NAME).count == 0


POINTS_A, POINTS_B, HEAD, DELETE, SETTLE = range(5)
LOOKS = 6  # calls of the reader at which a write may come between
NEVER = LOOKS


def schedules() -> Iterator[tuple[int, ...]]:
    """Before which call of a reader each write is made; the old points stay for queries that run already."""
    for times in combinations_with_replacement(range(LOOKS + 1), 5):
        if times[HEAD] == 0 or times[DELETE] == NEVER:
            yield times


def test_between_any_two_calls_of_a_reader_a_replacement_shows_one_whole_generation(client: QdrantClient) -> None:
    steps = writes(lambda seen: open_index(client, seen))
    assert [str(step) for step in steps] == [
        *("2 points", "1 points", "head", "delete all but one generation", "settled head")
    ]
    answers = {times: answer_during(client, steps, times) for times in schedules()}
    assert {times: answer for times, answer in answers.items() if answer not in WHOLE} == {}
    assert all(one in answers.values() for one in WHOLE)


WHOLE = [{"old": ROWS}, {"new": ROWS}]


def answer_during(client: QdrantClient, steps: list[ClientCall], times: tuple[int, ...]) -> dict[str, int]:
    """What a query finds while the writes are made before its calls of these numbers."""
    index = open_index(client)
    index.drop()
    index.ensure()
    index.publish(TALK, OLD)
    calls = 0

    def write_before(_call: ClientCall) -> None:
        nonlocal calls
        for step, at in zip(steps, times, strict=True):
            if at == calls:
                step.make(client)
        calls += 1

    return found(open_index(client, write_before))
