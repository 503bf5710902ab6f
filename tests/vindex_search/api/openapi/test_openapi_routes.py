"""openapi: ids, summaries, problem responses and descriptions of the video and upload routes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from vindex_search.api.app import create_app
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings

OURS = ("/v1/videos", "/v1/uploads")


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return create_app(SearchService(Settings(home=tmp_path_factory.mktemp("home")))).openapi()


def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The operations by method and path."""
    paths = {path: methods for path, methods in described["paths"].items() if path.startswith(OURS)}
    return {f"{method} {path}": facts for path, methods in paths.items() for method, facts in methods.items()}


def test_every_operation_has_a_readable_id_and_a_summary(described: dict[str, Any]) -> None:
    assert {facts["operationId"] for facts in operations(described).values()} == {
        *("list_videos", "get_video", "get_history", "delete_video", "retry_video"),
        *("cancel_video", "set_video_priority"),
        *("get_media", "get_thumbnail", "begin_upload", "upload"),
        *("get_chapters", "get_chapters_vtt"),
        *("get_transcript_vtt", "get_transcript_srt", "get_transcript_ttml", "get_transcript_json"),
        *("get_storyboard", "get_storyboard_sheet"),
        "make_clip",
        *("list_corrections", "correct_video", "undo_correction"),
        *("get_preview", "get_preview_play_list", "get_preview_init", "get_preview_segment", "get_waveform"),
    }
    assert all(facts["summary"] and facts["description"] for facts in operations(described).values())


def test_every_error_response_is_a_problem_document_with_a_sentence(described: dict[str, Any]) -> None:
    for name, facts in operations(described).items():
        problems = {code: answer for code, answer in facts["responses"].items() if code in {"404", "409", "413", "415"}}
        assert problems or name == "get /v1/videos", name
        for answer in problems.values():
            assert list(answer["content"]) == ["application/problem+json"]
            assert answer["description"].endswith(".")


def named_schemas(node: Any) -> Iterator[str]:
    """The names of all object schemas, in `components` and inline."""
    if isinstance(node, dict):
        for name, schema in node.get("schemas", {}).items():
            if schema.get("title", name) != name:
                yield name
        if "properties" in node and isinstance(node.get("title"), str):
            yield node["title"]
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from named_schemas(inner)


def test_each_schema_is_in_the_document_once(described: dict[str, Any]) -> None:
    stems = Counter(name.removesuffix("Out") for name in named_schemas(described))
    assert stems["Problem"] == 1
    assert [stem for stem, times in stems.items() if times > 1] == []


def test_every_parameter_and_every_field_is_described(described: dict[str, Any]) -> None:
    for name, facts in operations(described).items():
        assert [one["name"] for one in facts.get("parameters", []) if not one.get("description")] == [], name
    models = described["components"]["schemas"]
    for model in ("VideoOut", "VideosAnswer", "AssetOut", "ChannelOut", "TranscriptOut", "SegmentOut", "WordOut"):
        assert [field for field, facts in models[model]["properties"].items() if not facts.get("description")] == []
    kinds = models["NoteOut"]["properties"]["code"]
    assert [code for code in kinds["enum"] if f"- `{code}`: " not in kinds["description"]] == []
    for model in ("NoteOut", "UploadRequest", "UploadTarget", "UploadReceipt"):
        assert [field for field, facts in models[model]["properties"].items() if not facts.get("description")] == []
