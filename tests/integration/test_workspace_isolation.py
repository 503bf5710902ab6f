"""Nobody sees, changes or counts anything of another workspace, by any operation of the service.

`TABLE` has a row for every operation that `/openapi.json` describes: how to ask it about a video of a workspace. An
operation or a parameter that is in no row fails here, so that whoever adds one has to say how it could be misused.
Each question is asked with the key of another workspace, and its answer must be the one that a video gets which does
not exist, and the one that was given before the other workspace had any video.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from PIL import Image

from tests.support.http.keyed_service import KeyedService, make_key, run_film, served


@dataclass(frozen=True)
class Named:
    """A video as others name it."""

    video_id: str
    workspace: str


def _red() -> bytes:
    """A picture of the colour that every film of the tests begins with."""
    file = io.BytesIO()
    Image.new("RGB", (64, 36), "red").save(file, "PNG")
    return file.getvalue()


RED: Final = _red()
Ask = Callable[[httpx.Client, Named], httpx.Response]
NOBODYS: Final = Named("teams--tides-0123456789", "teams")  # stands in the order of ids where the team's do


def get(path: str, **params: str) -> Ask:
    """A question whose path and parameters may name `{video_id}` and `{workspace}`."""

    def ask(client: httpx.Client, about: Named) -> httpx.Response:
        names = {"video_id": about.video_id, "workspace": about.workspace}
        return client.get(path.format(**names), params={name: text.format(**names) for name, text in params.items()})

    return ask


TABLE: Final[Mapping[str, tuple[Ask, ...]]] = {
    "GET /v1/search": (
        get("/v1/search", q="moon and ocean"),
        get("/v1/search", q="moon and ocean", video_id="{video_id}"),
        get("/v1/search", q="moon and ocean", workspace="{workspace}"),
        get("/v1/search", q="moon and ocean", explain="true"),
        get("/v1/search", q='"moon pulls"'),
        get("/v1/search", q="moon", like="{video_id}@0.5"),
        get("/v1/search", like="{video_id}@0.5"),
    ),
    "POST /v1/search": (
        lambda client, about: client.post("/v1/search", files={"image": RED}),
        lambda client, about: client.post("/v1/search", files={"image": RED}, data={"video_id": about.video_id}),
        lambda client, about: client.post("/v1/search", files={"image": RED}, data={"workspace": about.workspace}),
        lambda client, about: client.post("/v1/search", files={"image": RED}, data={"like": f"{about.video_id}@0.5"}),
    ),
    "GET /v1/status": (get("/v1/status"),),
    "GET /v1/videos": (
        get("/v1/videos"),
        get("/v1/videos", status="indexed", limit="1"),
        get("/v1/videos", workspace="{workspace}"),
        get("/v1/videos", after="{video_id}"),
    ),
    "GET /v1/videos/{video_id}": (get("/v1/videos/{video_id}"),),
    "DELETE /v1/videos/{video_id}": (
        lambda client, about: client.delete(f"/v1/videos/{about.video_id}"),
        lambda client, about: client.delete(f"/v1/videos/{about.video_id}", params={"upload": "true"}),
    ),
    "POST /v1/videos/{video_id}/retry": (lambda client, about: client.post(f"/v1/videos/{about.video_id}/retry"),),
    "GET /v1/videos/{video_id}/media": (get("/v1/videos/{video_id}/media"),),
    "GET /v1/videos/{video_id}/transcript.vtt": (get("/v1/videos/{video_id}/transcript.vtt"),),
    "GET /v1/videos/{video_id}/transcript.srt": (get("/v1/videos/{video_id}/transcript.srt"),),
    "GET /v1/videos/{video_id}/transcript.json": (get("/v1/videos/{video_id}/transcript.json"),),
    "GET /v1/videos/{video_id}/storyboard.vtt": (get("/v1/videos/{video_id}/storyboard.vtt"),),
    "GET /v1/videos/{video_id}/storyboard/{sheet}.jpg": (get("/v1/videos/{video_id}/storyboard/000.jpg"),),
    "POST /v1/uploads": (
        lambda client, about: client.post(
            "/v1/uploads", json={"workspace": about.workspace, "name": "tides.mp4", "size": 9}
        ),
    ),
    "PUT /v1/uploads/{workspace}/{path}": (
        lambda client, about: client.put(f"/v1/uploads/{about.workspace}/tides.mp4", content=b"x"),
        lambda client, about: client.put(
            f"/v1/uploads/{about.workspace}/tides.mp4", params={"replace": "true"}, content=b"x"
        ),
    ),
    "GET /v1/videos/{video_id}/thumbnail": (get("/v1/videos/{video_id}/thumbnail", t="0.5"),),
}
OPEN: Final = {"GET /healthz", "GET /readyz", "POST /v1/session", "DELETE /v1/session"}  # nothing of a library in them
WHOLE: Final = {"GET /metrics"}  # tell of the whole library, so no key of some workspaces is answered
# Parameters that can name no video and no workspace.
HARMLESS: Final = {
    *("q", "channels", "limit", "status", "t", "tag", "language", "speaker", "uploaded_after", "uploaded_before"),
    *("from_s", "to_s", "explain", "cursor", "replace", "upload"),
}
# What is served beside the described operations: the page, its files, and the description itself.
APART: Final = {
    "/",
    "/mcp",
    "/v/{video_id}",
    "/web",
    "/openapi.json",
    "/docs",
    "/docs/oauth2-redirect",
    "/static-offline-docs",
}
# They follow from statistics of the whole index (how rare a word is), from the clock, or from the request.
NOISE: Final = {"score", "took_ms", "request_id", "index_score", "confidence", "background_tail"}
ASKS: Final = [
    pytest.param(operation, ask, id=f"{operation} {number}")
    for operation, asks in TABLE.items()
    for number, ask in enumerate(asks)
]


@dataclass(frozen=True, repr=False)
class Apart:
    """Two workspaces of one library, the key of each, and what the other one was told before the team had a video."""

    keyed: KeyedService
    team: httpx.Client
    other: httpx.Client
    tides: Named
    before: Mapping[Ask, object]


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    folder = tmp_path_factory.mktemp("apart") / "home"
    run_film(folder, "other/bread.mp4", "Put the loaf into a hot oven.")
    keys = [make_key(folder, workspace, workspace) for workspace in ("team", "other")]
    with served(folder) as keyed, keyed.client(keys[0]) as team, keyed.client(keys[1]) as other:
        before = {ask: told(ask(other, NOBODYS), NOBODYS) for asks in TABLE.values() for ask in asks}
        (folder / "uploads" / "team").mkdir()
        (folder / "uploads" / "team" / "zebra.mp4").write_text("no video")
        tides = keyed.ingest("team/tides.mp4", "The moon pulls the ocean towards itself.")
        yield Apart(keyed, team, other, Named(tides, "team"), before)


def told(response: httpx.Response, about: Named) -> object:
    """What an answer says, with the names that were asked about left out."""
    kind = response.headers.get("content-type", "")
    body = _facts(response.json(), about) if "json" in kind else response.content
    return response.status_code, kind, body


def _facts(value: Any, about: Named) -> Any:
    if isinstance(value, dict):
        return {name: _facts(one, about) for name, one in value.items() if name not in NOISE}
    if isinstance(value, list):
        return [_facts(one, about) for one in value]
    if isinstance(value, str):
        return value.replace(about.video_id, "<video>").replace(repr(about.workspace), "<workspace>")
    return value


def test_every_operation_has_its_row(apart: Apart) -> None:
    missing = apart.keyed.operations().keys() - TABLE.keys() - OPEN - WHOLE
    assert not missing, f"say in TABLE how {', '.join(sorted(missing))} could be asked for somebody else's video"


def test_every_parameter_that_could_name_a_video_is_asked_with(apart: Apart) -> None:
    for operation, asks in TABLE.items():
        asked = {name for ask in asks for name in ask(apart.other, NOBODYS).request.url.params}
        for parameter in apart.keyed.operations()[operation].get("parameters", []):
            name, place = parameter["name"], parameter["in"]
            known = place != "query" or name in HARMLESS | asked
            assert known, f"ask {operation} in TABLE with somebody else's {name!r}, or say that it is HARMLESS"


def test_what_is_not_described_is_the_page_and_the_description(apart: Apart) -> None:
    described = {operation.split(" ")[1] for operation in apart.keyed.operations()}
    paths = {str(route.path).replace(":path}", "}") for route in iter_route_contexts(apart.keyed.app.routes)}
    beside = paths - described - APART
    assert not beside, f"{', '.join(sorted(beside))}: describe it in /openapi.json, or check here who may ask it"


@pytest.mark.parametrize(("operation", "ask"), ASKS)
def test_a_video_of_another_workspace_is_as_one_that_is_not_there(apart: Apart, operation: str, ask: Ask) -> None:
    assert told(ask(apart.other, apart.tides), apart.tides) == told(ask(apart.other, NOBODYS), NOBODYS)


@pytest.mark.parametrize(("operation", "ask"), ASKS)
def test_what_another_workspace_has_changes_no_answer(apart: Apart, operation: str, ask: Ask) -> None:
    assert told(ask(apart.other, NOBODYS), NOBODYS) == apart.before[ask]


@pytest.mark.parametrize(("operation", "ask"), [one for one in ASKS if str(one.values[0]).startswith("GET ")])
def test_the_workspace_itself_is_told_more(apart: Apart, operation: str, ask: Ask) -> None:
    own = ask(apart.team, apart.tides)
    assert own.status_code < httpx.codes.BAD_REQUEST, f"the row of {operation} asks for nothing"
    assert told(own, apart.tides) != told(ask(apart.other, apart.tides), apart.tides)


def test_nothing_of_another_workspace_is_changed(apart: Apart) -> None:
    before = _files(apart.keyed.folder)
    for asks in TABLE.values():
        for ask in asks:
            ask(apart.other, apart.tides)
    assert _files(apart.keyed.folder) == before


def _files(folder: Path) -> dict[Path, bytes]:
    roots = (folder / "uploads" / "team", folder / "store" / "videos" / "team", folder / "store" / "published")
    return {path: path.read_bytes() for root in roots for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("key", [None, "vdx_00000000_" + "a" * 43])
def test_no_operation_answers_without_a_key_of_the_library(apart: Apart, key: str | None) -> None:
    headers = {"X-API-Key": key} if key else {}
    for operation in apart.keyed.operations().keys() - OPEN:
        method, path = operation.split(" ")
        response = httpx.request(method, apart.keyed.url + path.format_map(_Any()), headers=headers, timeout=60)
        assert response.status_code == httpx.codes.UNAUTHORIZED, f"{operation} answers without a key"
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.headers["content-type"] == "application/problem+json"


class _Any(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "any"


def test_workspaces_that_are_asked_for_by_name_are_refused_by_name(apart: Apart) -> None:
    for path in ("/v1/videos", "/v1/search"):
        response = apart.other.get(path, params={"q": "moon", "workspace": "team"})
        assert response.status_code == httpx.codes.FORBIDDEN
        assert response.json()["detail"] == "other may not see workspace 'team'; allowed: other"


def test_what_tells_of_the_whole_library_is_for_no_key_of_a_workspace(apart: Apart) -> None:
    for operation in WHOLE:
        for client in (apart.other, apart.team):
            response = client.request(*operation.split(" "))
            assert response.status_code == httpx.codes.FORBIDDEN
            assert "whole library" in response.json()["detail"]


def test_an_agent_sees_its_workspace_alone(apart: Apart) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_videos", "arguments": {}}}
    accept = {"Accept": "application/json, text/event-stream"}
    seen = {client: client.post("/mcp", json=call, headers=accept).text for client in (apart.other, apart.team)}
    assert "bread" in seen[apart.other]
    assert "tides" not in seen[apart.other]
    assert "tides" in seen[apart.team]
    assert httpx.post(f"{apart.keyed.url}/mcp", json=call, headers=accept).status_code == httpx.codes.UNAUTHORIZED


def test_counts_are_of_the_callers_videos(apart: Apart) -> None:
    counts = {name: client.get("/v1/status").json() for name, client in (("team", apart.team), ("other", apart.other))}
    assert counts["team"]["videos"] == {"indexed": 1, "failed": 1, "processing": 0, "waiting": 0}
    assert counts["other"]["videos"] == {"indexed": 1, "failed": 0, "processing": 0, "waiting": 0}
    assert counts["other"]["keys"] is True
    assert counts["other"]["permissions"] == ["search", "upload", "admin"]
