"""What the server index asks the server for, call by call: how often, and of what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from qdrant_client import QdrantClient
from qdrant_client import models as qm
from qdrant_client.http.exceptions import UnexpectedResponse

from tests.support.index.points import DIM, points
from tests.support.index.recording_server import Request, recording_server
from tests.support.index.watched_client import ClientCall, WatchedClient
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id
from vindex_search.index.base import TEXT_VECTOR
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.index.types import ChannelQuery, Dimensions

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

TALK = video_id("b", "team/talk.mp4")
SIZES = Dimensions(text=DIM, visual=None)
SPEECH = ChannelQuery(
    channel="speech", using=TEXT_VECTOR, vector=[1.0, 0.5, 0.2, 0.1], point_channels=("speech",), limit=10
)


@pytest.fixture
def client() -> Iterator[QdrantClient]:
    made = QdrantClient(":memory:")
    yield made
    made.close()


def open_index(client: QdrantClient, seen: Callable[[ClientCall], object] = lambda _: None) -> QdrantServerIndex:
    watched: Any = WatchedClient(client, seen)
    index = QdrantServerIndex(watched, "vindex-test", SIZES, grace_s=0.0)
    index.ensure()
    return index


def test_a_library_that_does_not_change_is_asked_once(client: QdrantClient) -> None:
    asked: list[str] = []
    index = open_index(client, lambda call: asked.append(call.method))
    asked.clear()
    assert index.query([SPEECH]) == [[]]
    assert asked == ["query_batch_points"], "nothing was found: there are no heads to read"
    index.publish(TALK, points(TALK, "aa"))
    asked.clear()
    (hits,) = index.query([SPEECH])
    assert (len(hits), asked) == (3, ["query_batch_points", "retrieve"])


def test_a_video_that_changes_all_the_time_ends_a_search_after_five_queries(client: QdrantClient) -> None:
    publisher, queries = open_index(client), 0

    def publish_before(call: ClientCall) -> None:
        nonlocal queries
        if call.method == "retrieve":
            queries += 1
            publisher.publish(TALK, points(TALK, f"g{queries}"))

    publisher.publish(TALK, points(TALK, "g0"))
    (hits,) = open_index(client, publish_before).query([SPEECH])
    assert queries == 5
    assert {hit.generation for hit in hits} <= {Generation(TALK, "g5")}


def test_the_times_of_a_generation_are_read_once(client: QdrantClient) -> None:
    asked: list[str] = []
    index = open_index(client, lambda call: asked.append(call.method))
    index.publish(TALK, points(TALK, "aa"))
    asked.clear()
    times = [index.point_times(Generation(TALK, "aa")) for _ in range(2)]
    assert times[0] is times[1]
    assert asked == ["scroll"]


def test_empty_tables_are_skipped_in_bulk(client: QdrantClient) -> None:
    index = open_index(client)
    index.bulk_load([points(TALK, "aa", rows=0), points(TALK, "aa", rows=2)])
    assert index.generations() == {Generation(TALK, "aa"): 2}


def test_the_alias_is_moved_in_one_request_and_others_stay(client: QdrantClient) -> None:
    asked: list[ClientCall] = []
    watched: Any = WatchedClient(client, asked.append)
    for operations, name in enumerate(("vindex-a", "vindex-b"), start=1):
        index = QdrantServerIndex(watched, name, SIZES)
        index.ensure()
        if operations == 1:
            other = qm.CreateAlias(collection_name=name, alias_name="other")
            client.update_collection_aliases([qm.CreateAliasOperation(create_alias=other)])
        asked.clear()
        index.switch_alias()
        assert [call.method for call in asked] == ["get_aliases", "update_collection_aliases"]
        assert len(asked[1].arguments[0]) == operations, "the old one is removed where there is one"
        aliases = {alias.alias_name: alias.collection_name for alias in client.get_aliases().aliases}
        assert aliases == {"other": "vindex-a", "vindex": name}


CALLS: dict[str, Callable[[QdrantServerIndex], object]] = {
    "ensure": lambda index: index.ensure(),
    "publish": lambda index: index.publish(TALK, points(TALK, "aa", rows=1)),
    "remove": lambda index: index.remove(TALK),
    "query": lambda index: index.query([SPEECH]),
    "scores": lambda index: index.scores([SPEECH]),
    "point times": lambda index: index.point_times(Generation(TALK, "aa")),
    "generations": lambda index: index.generations(),
    "languages": lambda index: index.languages(),
    "switch alias": lambda index: index.switch_alias(),
    "drop": lambda index: index.drop(),
}
FOUND: dict[str, Any] = {
    "POST /points/count": {"count": 1},
    "POST /facet": {"hits": []},
    "GET /aliases": {"aliases": []},
    "POST /points/scroll": {"points": [{"id": 1, "payload": {"channel": "speech", "start_s": 0, "end_s": 1}}]},
}


def requests_of(name: str, *statuses: int, **results: Any) -> list[Request]:
    """The requests of a call, the first of which are answered with these statuses."""
    with recording_server() as server:
        server.results, server.statuses = {**FOUND, **results}, list(statuses)
        client = QdrantClient(server.url, check_compatibility=False)
        try:
            CALLS[name](QdrantServerIndex(client, "vindex-test", SIZES, grace_s=0.0))
        finally:
            client.close()
        return server.requests


@pytest.mark.parametrize("name", CALLS)
def test_a_restarting_server_is_asked_again_whichever_request_it_refuses(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("random.uniform", lambda *_: 0.0)
    asked = requests_of(name)
    for refused, request in enumerate(asked):
        assert requests_of(name, *[200] * refused, 503) == [*asked[:refused], request, *asked[refused:]]


def test_a_collection_that_is_there_by_now_is_taken_as_it_is() -> None:
    """Another process has created it, or an attempt whose answer was lost."""
    after_it = [request.path for request in requests_of("ensure")[3:]]
    assert after_it
    assert [request.path for request in requests_of("ensure", 200, 200, 409)[3:]] == after_it


def test_a_collection_that_the_server_refuses_to_create_is_an_error() -> None:
    with pytest.raises(UnexpectedResponse, match="400"):
        requests_of("ensure", 200, 200, 400)
