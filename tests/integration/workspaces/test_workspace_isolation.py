"""Workspace isolation: no operation of the service shows, changes or counts anything of another workspace.

`every_request.REQUESTS` has a row for every operation in `/openapi.json`, about a video of a workspace; one without a
row fails. Each request is sent with the key of another workspace: the response must equal that for a video that does
not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from tests.integration.workspaces.every_request import (
    HARMLESS,
    OTHER,
    PUBLIC,
    REQUESTS,
    UNDOCUMENTED,
    UNKNOWN_VIDEO,
    WHOLE_LIBRARY,
)
from tests.support.concurrency.waiting import until
from tests.support.http.keyed_service import KeyedService, make_key, run_film, served
from tests.support.http.video_requests import PICTURES, SendRequest, VideoName
from vindex_search.models.active_set import library_store
from vindex_search.settings import Settings
from vindex_search.videos.report.collect import collect

VOLATILE_FIELDS: Final = {"took_ms", "request_id", "at", "collected_at"}  # of the clock, or of one request
ROWS: Final = [
    pytest.param(operation, send, id=f"{operation} {number}")
    for operation, requests in REQUESTS.items()
    for number, send in enumerate(requests)
]


@dataclass(frozen=True, repr=False)
class TwoWorkspaces:
    """Workspaces `team` and `tea`, a client for each, and the responses from before `team` had videos."""

    keyed: KeyedService
    team: httpx.Client
    other: httpx.Client
    tides: VideoName
    before: Mapping[SendRequest, object]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoWorkspaces]:
    folder = tmp_path_factory.mktemp("apart") / "home"
    run_film(folder, f"{OTHER}/bread.mp4", "Put the loaf into a hot oven.")
    keys = [make_key(folder, workspace, workspace) for workspace in ("team", OTHER)]
    collect(library_store(Settings(home=folder)))
    with served(folder) as keyed, keyed.client(keys[0]) as team, keyed.client(keys[1]) as other:
        before = {
            send: content(send(other, UNKNOWN_VIDEO), UNKNOWN_VIDEO)
            for requests in REQUESTS.values()
            for send in requests
        }
        (folder / "uploads" / "team").mkdir()
        (folder / "uploads" / "team" / "zebra.mp4").write_text("no video")
        tides = keyed.ingest("team/tides.mp4", "The moon pulls the ocean towards itself.", PICTURES)
        collect(library_store(Settings(home=folder)))
        until(lambda: team.get("/v1/suggest", params={"q": "tides"}).json()["suggestions"])
        yield TwoWorkspaces(keyed, team, other, VideoName(tides, "team"), before)


def content(response: httpx.Response, about: VideoName) -> object:
    """Status, media type and body, without volatile fields and the names in the request."""
    kind = response.headers.get("content-type", "")
    body = _masked(response.json(), about) if "json" in kind else response.content
    return response.status_code, kind, body


def _masked(value: Any, about: VideoName) -> Any:
    if isinstance(value, dict):
        return {name: _masked(one, about) for name, one in value.items() if name not in VOLATILE_FIELDS}
    if isinstance(value, list):
        return [_masked(one, about) for one in value]
    if isinstance(value, str):
        return value.replace(about.video_id, "<video>").replace(repr(about.workspace), "<workspace>")
    return value


def test_every_operation_has_a_row(two: TwoWorkspaces) -> None:
    missing = two.keyed.operations().keys() - REQUESTS.keys() - PUBLIC - WHOLE_LIBRARY
    assert not missing, (
        f"add requests to REQUESTS for {', '.join(sorted(missing))} that name a video of another workspace"
    )


def test_every_parameter_is_covered_or_harmless(two: TwoWorkspaces) -> None:
    for operation, requests in REQUESTS.items():
        sent = {name for send in requests for name in send(two.other, UNKNOWN_VIDEO).request.url.params}
        for parameter in two.keyed.operations()[operation].get("parameters", []):
            name, place = parameter["name"], parameter["in"]
            covered = place != "query" or name in HARMLESS | sent
            assert covered, (
                f"add a request for {operation} with another workspace's {name!r} to REQUESTS, or add it to HARMLESS"
            )


def test_every_undocumented_route_is_known(two: TwoWorkspaces) -> None:
    described = {operation.split(" ")[1] for operation in two.keyed.operations()}
    paths = {str(route.path).replace(":path}", "}") for route in iter_route_contexts(two.keyed.app.routes)}
    unknown = paths - described - UNDOCUMENTED
    assert not unknown, f"{', '.join(sorted(unknown))}: document it in /openapi.json, or test its access control here"


@pytest.mark.parametrize(("operation", "send"), ROWS)
def test_a_video_of_another_workspace_is_like_an_unknown_one(
    two: TwoWorkspaces, operation: str, send: SendRequest
) -> None:
    assert content(send(two.other, two.tides), two.tides) == content(send(two.other, UNKNOWN_VIDEO), UNKNOWN_VIDEO)


@pytest.mark.parametrize(("operation", "send"), ROWS)
def test_videos_of_another_workspace_change_no_response(two: TwoWorkspaces, operation: str, send: SendRequest) -> None:
    assert content(send(two.other, UNKNOWN_VIDEO), UNKNOWN_VIDEO) == two.before[send]


@pytest.mark.parametrize(
    ("operation", "send"), [row for row in ROWS if str(row.values[0]).startswith(("GET ", "POST /v1/search"))]
)
def test_the_workspace_itself_gets_another_response(two: TwoWorkspaces, operation: str, send: SendRequest) -> None:
    own = send(two.team, two.tides)
    assert own.status_code < httpx.codes.BAD_REQUEST, f"the row of {operation} has no effect"
    assert content(own, two.tides) != content(send(two.other, two.tides), two.tides)


# Not the last one: what a moment is to be like is left out of the answer.
@pytest.mark.parametrize("send", REQUESTS["POST /v1/search"][:-1])
def test_the_workspace_itself_finds_its_picture_and_another_finds_nothing(
    two: TwoWorkspaces, send: SendRequest
) -> None:
    own, others = send(two.team, two.tides), send(two.other, two.tides)
    assert {moment["video_id"] for moment in own.json()["moments"]} == {two.tides.video_id}
    assert not [moment for moment in others.json().get("moments", []) if moment["workspace"] != OTHER]


def test_nothing_of_another_workspace_changes(two: TwoWorkspaces) -> None:
    before = _files(two.keyed.folder)
    for requests in REQUESTS.values():
        for send in requests:
            send(two.other, two.tides)
    assert _files(two.keyed.folder) == before


def _files(folder: Path) -> dict[Path, bytes]:
    places = (
        "store/videos/team",
        "store/published",
        "store/touched",
        "store/paused",
        "store/clips",
        "store/previews",
        "store/collections/team",
    )
    roots = (folder / "uploads" / "team", *(folder / place for place in places))
    return {path: path.read_bytes() for root in roots for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("key", [None, "vdx_00000000_" + "a" * 43, "{id}_" + "a" * 43])
def test_every_operation_needs_a_valid_key(two: TwoWorkspaces, key: str | None) -> None:
    own_id = "_".join(two.keyed.key.split("_", 2)[:2])  # of an admin's key, whose secret is another
    headers = {"X-API-Key": key.format(id=own_id)} if key else {}
    for operation in two.keyed.operations().keys() - PUBLIC:
        method, path = operation.split(" ")
        response = httpx.request(method, two.keyed.url + path.format_map(_Any()), headers=headers, timeout=60)
        assert response.status_code == httpx.codes.UNAUTHORIZED, f"{operation} answers without a key"
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.headers["content-type"] == "application/problem+json"


class _Any(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "any"


def test_another_workspace_is_refused_by_name(two: TwoWorkspaces) -> None:
    for path in ("/v1/videos", "/v1/search"):
        response = two.other.get(path, params={"q": "moon", "workspace": "team"})
        assert response.status_code == httpx.codes.FORBIDDEN
        assert response.json()["detail"] == f"{OTHER} may not see workspace 'team'; allowed: {OTHER}"


def test_library_wide_operations_refuse_a_key_of_one_workspace(two: TwoWorkspaces) -> None:
    for operation in WHOLE_LIBRARY:
        for client in (two.other, two.team):
            response = client.request(*operation.split(" "))
            assert response.status_code == httpx.codes.FORBIDDEN
            assert "whole library" in response.json()["detail"]


def test_an_agent_sees_only_its_workspace(two: TwoWorkspaces) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_videos", "arguments": {}}}
    accept = {"Accept": "application/json, text/event-stream"}
    seen = {client: client.post("/mcp", json=call, headers=accept).text for client in (two.other, two.team)}
    assert "bread" in seen[two.other]
    assert "tides" not in seen[two.other]
    assert "tides" in seen[two.team]
    assert httpx.post(f"{two.keyed.url}/mcp", json=call, headers=accept).status_code == httpx.codes.UNAUTHORIZED


def test_counts_include_only_the_callers_videos(two: TwoWorkspaces) -> None:
    until(lambda: two.team.get("/v1/status").json()["videos"]["failed"])  # counted from memory, a second old
    counts = {name: client.get("/v1/status").json() for name, client in (("team", two.team), ("other", two.other))}
    assert counts["team"]["videos"] == {"indexed": 1, "failed": 1, "processing": 0, "waiting": 0, "cancelled": 0}
    assert counts["other"]["videos"] == {"indexed": 1, "failed": 0, "processing": 0, "waiting": 0, "cancelled": 0}
    assert counts["other"]["keys"] is True
    assert counts["other"]["permissions"] == ["search", "edit", "upload", "admin"]
