"""What other workspaces say, in how many videos and in which languages, changes no answer to the key of one.

Two libraries differ in nothing but the other workspaces; every answer is compared byte for byte, with the scores and
confidences that `explain` shows, and without what the clock writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from qdrant_client import QdrantClient

from tests.support.http.keyed_service import make_key, served
from tests.support.index.shared_server import SharedClient
from tests.support.library.prepared.captioned_library import Captions, calibrated_films, captions
from vindex_search.contract.ids import video_id
from vindex_search.index import factory
from vindex_search.index.base import Index
from vindex_search.index.follower import catch_up
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.models.active_set import collection_name
from vindex_search.models.model import ModelSet
from vindex_search.settings import Settings, settings

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

BREAD: Final = "tea/bread.mp4"
BREAD_ID: Final = video_id("folder", BREAD)
OWN: Final = {
    BREAD: captions("en", "Put the loaf into a hot oven.", "Zeppelins are no bakeries.", "Gardens need water."),
    "tea/garden.mp4": captions("en", "A garden needs rain and patience.", "The oven is cold now, and so is the loaf."),
}
QUESTIONS: Final = ("oven", "hot oven", "zeppelins", "a garden needs rain", "Gärten und Öfen", "stellar physics")
# Says the words of the other one, in another language too, answers questions of the calibration, and is much larger.
OTHERS: Final = {
    f"team/{number}.mp4": captions(
        language, f"Zeppelins and ovens, part {number}.", "Die Gärten und der Kindergarten.", "How do stars burn?"
    )
    for number, language in enumerate(("en", "de", "de", "fr") * 3)
}
VOLATILE: Final = {"took_ms", "request_id"}

Ask = Callable[[httpx.Client], httpx.Response]


def search(**parameters: str) -> Ask:
    return lambda client: client.get("/v1/search", params=parameters)


def shown(path: str) -> Ask:
    return lambda client: client.get(path)


def call(tool: str, **arguments: object) -> Ask:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
    return lambda client: client.post("/mcp", json=body, headers={"Accept": "application/json, text/event-stream"})


def second_page(client: httpx.Client) -> httpx.Response:
    first = client.get("/v1/search", params={"q": "oven", "limit": "1", "explain": "true"}).json()
    return client.get(first["next"])


ASKED: Final[Mapping[str, Ask]] = {
    **{f"search {text}": search(q=text, explain="true") for text in QUESTIONS},
    "search in a language": search(q="oven", language="de", explain="true"),
    "search in its workspace": search(q="oven", workspace="tea", explain="true"),
    "search like": search(like=f"{BREAD_ID}@1", explain="true"),
    "second page": second_page,
    **{path: shown(path) for path in ("/v1/status", "/v1/videos", "/readyz", "/healthz", "/metrics")},
    "a video": shown(f"/v1/videos/{BREAD_ID}"),
    "a transcript": shown(f"/v1/videos/{BREAD_ID}/transcript.json"),
    "a foreign video": shown(f"/v1/videos/{video_id('folder', 'team/1.mp4')}"),
    **{f"tool {text}": call("search_moments", query=text) for text in QUESTIONS},
    "tool list": call("list_videos"),
}

Answers = Mapping[str, tuple[int, object]]


def answers(folder: Path, films: Mapping[str, Captions]) -> Answers:
    """What a key of `tea` is told by the service over a library of these films."""
    library = calibrated_films(folder, films)
    if library.settings.qdrant_url:
        index = factory.open_server_index(library.settings, library.models)
        index.ensure()
        catch_up(library.store, index)
    key = make_key(folder, "tea", "tea")
    with served(folder) as keyed, keyed.client(key) as client:
        places = {keyed.url: "<service>", str(folder): "<home>"}
        return {name: _content(ask(client), places) for name, ask in ASKED.items()}


def _content(response: httpx.Response, places: Mapping[str, str]) -> tuple[int, object]:
    text = response.text
    for place, name in places.items():
        text = text.replace(place, name)
    is_json = "json" in response.headers.get("content-type", "")
    return response.status_code, _without_volatile(json.loads(text)) if is_json else text


def _without_volatile(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_volatile(one) for name, one in value.items() if name not in VOLATILE}
    if isinstance(value, list):
        return [_without_volatile(one) for one in value]
    if isinstance(value, str) and value.startswith('{"'):  # a result in the text of a tool's answer
        return _without_volatile(json.loads(value))
    return value


@pytest.fixture(scope="module", params=["embedded", "server"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Answers]:
    """The answers beside no other workspace, and beside a large one."""
    folder = tmp_path_factory.mktemp(request.param)
    found = []
    for name, films in (("alone", OWN), ("beside", {**OTHERS, **OWN})):
        with pytest.MonkeyPatch.context() as patch:
            client = QdrantClient(":memory:")
            if request.param == "server":
                _answer_from(client, patch)
            found.append(answers(folder / name, films))
            client.close()
    settings.cache_clear()
    return found


def _answer_from(client: QdrantClient, patch: pytest.MonkeyPatch) -> None:
    shared: Any = SharedClient(client)

    def open_index(_: Settings, models: ModelSet) -> Index:
        return QdrantServerIndex(shared, collection_name(models), factory.dimensions(models), grace_s=0.0)

    patch.setenv("VINDEX_QDRANT_URL", "http://localhost:6333")
    patch.setattr(factory, "open_server_index", open_index)


@pytest.mark.parametrize("asked", ASKED)
def test_other_workspaces_change_no_answer(both: Sequence[Answers], asked: str) -> None:
    alone, beside = both
    assert beside[asked] == alone[asked]


def test_the_answers_have_scores_and_confidences(both: Sequence[Answers]) -> None:
    _, answer = both[1]["search hot oven"]
    text = json.dumps(answer)
    assert '"index_score"' in text
    assert '"confidence": null' not in text
    assert '"channel": "words"' in text
