"""endpoint: used with the official client over real HTTP, with real points and encoders.

`python -m tests.vindex_search.api.mcp.test_endpoint` records the tools in `tools.json`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from tests.support.http.service import ready_service
from tests.support.library.prepared.indexed_library import small_library
from tests.support.session.session_cache import SessionCache
from vindex_search.api.mcp import endpoint
from vindex_search.api.mcp.tool_specs import TOOLS
from vindex_search.api.problems import INTERNAL_ERROR, Problem
from vindex_search.auth.permissions import Caller
from vindex_search.query.service import SearchService

RECORDED = Path(__file__).with_name("tools.json")
JSON_RPC = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def opened(
    session_cache: SessionCache, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SearchService, httpx.Client]]:
    with ready_service(small_library(session_cache, tmp_path_factory.mktemp("agents") / "home")) as both:
        yield both


@pytest.fixture(scope="module")
def client(opened: tuple[SearchService, httpx.Client]) -> httpx.Client:
    return opened[1]


def call(client: httpx.Client, tool: str, **arguments: Any) -> CallToolResult:
    """Call a tool as an agent does, in its own session."""

    async def called() -> CallToolResult:
        async with (
            streamable_http_client(f"{client.base_url}/mcp") as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            return await session.call_tool(tool, arguments)

    return asyncio.run(called())


def text(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def data(result: CallToolResult) -> dict[str, Any]:
    assert not result.isError, text(result)
    assert result.structuredContent is not None
    return result.structuredContent


def listed_tools() -> list[dict[str, Any]]:
    return [spec.tool(name).model_dump(mode="json", exclude_none=True) for name, spec in TOOLS.items()]


def test_the_tools_are_the_recorded_ones(client: httpx.Client) -> None:
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = client.post("/mcp", json=request, headers=JSON_RPC).json()
    assert answer["result"]["tools"] == json.loads(RECORDED.read_text(encoding="utf-8"))


def test_a_moment_is_found_and_its_link_plays(client: httpx.Client) -> None:
    found = call(client, "search_moments", query="what does the moon do to the sea", limit=1)
    (moment,) = data(found)["moments"]
    assert (moment["title"], moment["start_s"]) == ("tides", 0.0)
    assert moment["evidence"][0]["text"].startswith("The moon pulls the ocean")
    assert client.get(moment["play_url"]).status_code == 200
    for part in (moment["play_url"], moment["video_id"], "The moon pulls the ocean", "0:00-0:01 (0.0-2.0 s)"):
        assert part in text(found)


def test_a_search_is_filtered(client: httpx.Client) -> None:
    bread = data(call(client, "list_videos", workspace="other"))["videos"][0]["video_id"]
    for narrowed in ({"workspace": "other"}, {"video_ids": [bread]}, {"channels": ["words"]}):
        found = data(call(client, "search_moments", query="oven", **narrowed))
        assert {moment["video_id"] for moment in found["moments"]} == {bread}
    assert "No moment was found" in text(call(client, "search_moments", query="oven", channels=["visual"]))


@pytest.mark.parametrize(
    "narrowed",
    [{"people": ["Ada"]}, {"places": ["Graz"]}, {"recorded_after": "2026-03-01"}, {"recorded_before": "1999-01-01"}],
)
def test_a_search_is_filtered_by_descriptions(client: httpx.Client, narrowed: dict[str, Any]) -> None:
    assert data(call(client, "search_moments", query="oven", **narrowed))["moments"] == []


def test_a_transcript_is_read_in_whole_and_in_part(client: httpx.Client) -> None:
    tides = data(call(client, "list_videos", tag="talks"))["videos"][0]["video_id"]
    whole = call(client, "get_transcript", video_id=tides)
    assert [line["start_s"] for line in data(whole)["lines"]] == [0.0, 1.0]
    assert "[1.0] And that is the end of it." in text(whole)
    assert text(whole).endswith("The end.")
    part = data(call(client, "get_transcript", video_id=tides, from_s=1.2, to_s=9))
    assert [line["start_s"] for line in part["lines"]] == [1.0]


def test_the_videos_are_listed_with_status_tags_and_reason(client: httpx.Client) -> None:
    listed = call(client, "list_videos")
    assert [(one["title"], one["status"], one["tags"]) for one in data(listed)["videos"]] == [
        ("bread", "indexed", []),
        ("broken", "failed", []),
        ("tides", "indexed", ["talks"]),
    ]
    assert "broken, failed (the file is not a video or audio file that can be read)" in text(listed)
    assert [one["title"] for one in data(call(client, "list_videos", status="failed"))["videos"]] == ["broken"]


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("search_moments", {}, "query: Field required"),
        ("search_moments", {"query": " "}, "query is empty: describe in a few words what to find"),
        ("search_moments", {"query": "-q=5"}, "query='-q=5' only excludes words: add what to find"),
        ("search_moments", {"query": "x" * 1001}, "query: String should have at most 1000 characters"),
        (
            "search_moments",
            {"query": "x", "channels": ["smell"]},
            "should be 'speech', 'words', 'screen', 'visual' or 'chapter'",
        ),
        ("search_moments", {"query": "x", "limit": 0}, "limit: Input should be greater than or equal to 1"),
        ("search_moments", {"query": "x", "workspace": "No!"}, "workspace 'No!' is not valid; allowed are a-z"),
        ("list_videos", {"workspace": "a--b"}, "workspace 'a--b' is not valid"),
        ("search_moments", {"query": "x", "video_ids": ["team--no-0123456789"]}, "no video 'team--no-0123456789' here"),
        ("search_moments", {"query": "x", "colour": "red"}, "colour: Extra inputs are not permitted"),
        ("get_transcript", {"video_id": "../etc"}, "there is no video '../etc' here; list_videos lists them"),
        ("get_transcript", {"video_id": "x", "from_s": 9, "to_s": 3}, "to_s=3 is not after from_s=9"),
        ("get_transcript", {"video_id": "x", "from_s": -1}, "from_s: Input should be greater than or equal to 0"),
        (
            "list_videos",
            {"status": "lost"},
            "status: Input should be 'indexed', 'processing', 'failed', 'waiting' or 'cancelled'",
        ),
        ("paint", {}, "there is no tool 'paint'; there are search_moments, get_transcript, get_chapters, list_videos"),
    ],
)
def test_an_invalid_call_is_a_tool_error_with_a_sentence(
    client: httpx.Client, tool: str, arguments: dict[str, Any], says: str
) -> None:
    result = call(client, tool, **arguments)
    assert result.isError
    assert says in text(result)


def test_a_video_without_a_transcript_names_its_status(client: httpx.Client) -> None:
    broken = data(call(client, "list_videos", status="failed"))["videos"][0]["video_id"]
    assert f"{broken} has no transcript: it is failed" in text(call(client, "get_transcript", video_id=broken))


def limit_to_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Authenticate every request as a caller of workspace `other` only."""

    async def authenticate(request: Any) -> Caller:
        caller = request.state.caller = Caller("a friend", frozenset({"search"}), ("other",))
        return caller

    monkeypatch.setattr(endpoint, "authenticate", authenticate)


def test_a_caller_of_one_workspace_sees_no_other(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tides = data(call(client, "list_videos", tag="talks"))["videos"][0]["video_id"]
    limit_to_other(monkeypatch)
    assert [one["title"] for one in data(call(client, "list_videos"))["videos"]] == ["bread"]
    found = data(call(client, "search_moments", query="the moon and the ocean"))
    assert {moment["title"] for moment in found["moments"]} == {"bread"}
    for result in (
        call(client, "get_transcript", video_id=tides),
        call(client, "search_moments", query="moon", video_ids=[tides]),
    ):
        assert result.isError
        assert f"there is no video {tides!r} here" in text(result)
    refused = call(client, "list_videos", workspace="team")
    assert refused.isError
    assert "may not see workspace 'team'; allowed: other" in text(refused)


def test_an_unauthenticated_request_reaches_no_tool(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def authenticate(_request: Any) -> Caller:
        raise Problem(HTTPStatus.UNAUTHORIZED, "this library asks for a key")

    monkeypatch.setattr(endpoint, "authenticate", authenticate)
    refused = client.post("/mcp", json={}, headers=JSON_RPC)
    assert (refused.status_code, refused.json()["detail"]) == (401, "this library asks for a key")


def test_streams_and_large_requests_are_refused(client: httpx.Client) -> None:
    assert client.get("/mcp", headers=JSON_RPC).status_code == 405
    assert client.delete("/mcp").status_code == 405
    assert client.post("/mcp", content=b"x" * 70_000, headers=JSON_RPC).status_code == 413


@pytest.mark.parametrize("query", [r"\ud800", r"\u0000", r"\ud83c\udf0a"])
def test_invalid_unicode_is_no_internal_error(client: httpx.Client, query: str) -> None:
    arguments = f'{{"name": "search_moments", "arguments": {{"query": "a {query}"}}}}'
    body = f'{{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {arguments}}}'
    answer = client.post("/mcp", content=body, headers=JSON_RPC)
    assert answer.status_code == (400 if query == r"\ud800" else 200)  # half a character cannot be written back
    assert INTERNAL_ERROR not in answer.text


def test_an_unexpected_error_is_logged_and_not_shown(
    opened: tuple[SearchService, httpx.Client], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    service, client = opened

    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("secret inner matter")

    monkeypatch.setattr(service, "search", broken)
    result = call(client, "search_moments", query="oven")
    assert (result.isError, text(result)) == (True, INTERNAL_ERROR)
    assert any(record.exc_info and "secret inner matter" in str(record.exc_info[1]) for record in caplog.records)


def test_a_loading_service_says_so(opened: tuple[SearchService, httpx.Client], monkeypatch: pytest.MonkeyPatch) -> None:
    service, client = opened
    monkeypatch.setattr(service._engine.value, "encoders", None)
    assert "still loading" in text(call(client, "search_moments", query="oven"))


if __name__ == "__main__":
    RECORDED.write_text(json.dumps(listed_tools(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
