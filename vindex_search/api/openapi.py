"""How the HTTP API describes itself: what it is for, who may ask, what an error looks like, an example."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI

from vindex_search.api.problems import PROBLEM_CONTENT, ProblemOut

METADATA: Final[dict[str, Any]] = {
    "title": "vindex",
    "version": version("vindex"),
    "summary": "Finds the moment in any video from a plain sentence.",
    "description": (
        "Ask `GET /v1/search` with a sentence; the answer is moments: a video, a start, an end, the evidence and a "
        "link that plays it. All times are seconds from the start of the video.\n\n"
        "Every error is a problem document (`application/problem+json`) whose `detail` names the wrong value and "
        "what is allowed. Where keys are set up, send one as `Authorization: Bearer vdx_...` or `X-API-Key`.\n\n"
        "Agents find the same under `POST /mcp` (Model Context Protocol, streamable HTTP)."
    ),
    "generate_unique_id_function": lambda route: route.name,  # the names of functions in generated clients
    "servers": [{"url": "/", "description": "This service."}],
    "openapi_tags": [
        {"name": "search", "description": "A sentence in, moments out."},
        {"name": "videos", "description": "The videos of the library, their state, bytes, pictures and transcripts."},
        {"name": "uploads", "description": "Files in: to this service, or by it to the bucket."},
        {"name": "session", "description": "A key kept by a browser, whose players and pictures send no headers."},
        {"name": "health", "description": "Is it alive, can it answer, what is in it."},
        {"name": "operations", "description": "What monitoring asks."},
    ],
}
SECURITY_SCHEMES: Final[dict[str, dict[str, str]]] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key, as in `Authorization: Bearer vdx_...`."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key in its own header."},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "vindex_key",
        "description": "The same key for pages in a browser, set by `POST /v1/session`.",
    },
}
PUBLIC_PATHS: Final = ("/healthz", "/readyz")  # answered without a key: they tell nothing of what is in the library
DEFAULT_PROBLEMS: Final = {
    "4XX": "The request cannot be answered; `detail` says why and what is allowed.",
    "5XX": "The service cannot answer now; `detail` says why.",
}
SEARCH_EXAMPLE: Final[dict[str, Any]] = {
    "query": "where does she fold the dough",
    "took_ms": 18.4,
    "model_set": "offline",
    "matched": True,
    "message": None,
    "moments": [
        {
            "video_id": "kitchen--sourdough-3f9a0c12be",
            "workspace": "kitchen",
            "title": "sourdough",
            "start_s": 62.0,
            "end_s": 74.5,
            "score": 0.84,
            "confidence": 0.9871,
            "channels": ["speech", "words"],
            "thumbnail_url": "/v1/videos/kitchen--sourdough-3f9a0c12be/thumbnail?t=62.00",
            "play_url": "/v/kitchen--sourdough-3f9a0c12be?t=62.00&q=where+does+she+fold+the+dough",
            "evidence": [
                {
                    "channel": "words",
                    "start_s": 62.0,
                    "end_s": 66.1,
                    "text": "Now fold the dough over itself, four times.",
                    "highlights": [[4, 8], [13, 18]],
                    "rank": 1,
                    "score": 0.5,
                    "frame_url": "/v1/videos/kitchen--sourdough-3f9a0c12be/thumbnail?t=62.00",
                    "explanation": None,
                }
            ],
        }
    ],
    "coverage": {
        "videos": 12,
        "searchable": 12,
        "channels": {"speech": 1.0, "words": 1.0, "screen": 1.0, "visual": 0.0},
    },
    "next": None,
}


def install(app: FastAPI) -> None:
    """Let the application's OpenAPI document say what FastAPI cannot see in the routes."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            _with_components(document["components"])
            for path, operations in document["paths"].items():
                for operation in operations.values():
                    _with_problems(operation)
                    _with_security(operation, path)
            _with_example(document["paths"]["/v1/search"]["get"])
        return plain()

    app.openapi = openapi  # type: ignore[method-assign]


def _with_components(components: dict[str, Any]) -> None:
    schemas = components["schemas"]
    schemas["Problem"] = ProblemOut.model_json_schema() | {"title": "Problem"}
    for of_fastapi in ("HTTPValidationError", "ValidationError"):
        schemas.pop(of_fastapi, None)
    components["securitySchemes"] = SECURITY_SCHEMES


def _with_problems(operation: dict[str, Any]) -> None:
    """Every error is the one document, whichever its status."""
    operation["responses"].pop("422", None)  # FastAPI's own shape, which no answer has
    for statuses, says in DEFAULT_PROBLEMS.items():
        operation["responses"].setdefault(statuses, {"description": says, "content": PROBLEM_CONTENT})


def _with_security(operation: dict[str, Any], path: str) -> None:
    """A key by any of the ways; none where none is set up."""
    if path not in PUBLIC_PATHS:
        operation["security"] = [{}, *({name: []} for name in SECURITY_SCHEMES)]


def _with_example(search: dict[str, Any]) -> None:
    search["responses"]["200"]["content"]["application/json"]["example"] = SEARCH_EXAMPLE
    query = next(parameter for parameter in search["parameters"] if parameter["name"] == "q")
    query["example"] = SEARCH_EXAMPLE["query"]


VIDEO_NOT_FOUND: Final = {HTTPStatus.NOT_FOUND: "There is no video with this id among those that the caller sees."}
NOT_MODIFIED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "The caller has it already (If-None-Match)."}}


def problem_responses(sentences: Mapping[HTTPStatus, str]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: when it answers with which problem document."""
    return {status.value: {"description": sentence, "content": PROBLEM_CONTENT} for status, sentence in sentences.items()}


def file_response(kind: str, description: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that answers with a file."""
    schema = {"type": "string", "format": "binary"} if not kind.startswith("text/") else {"type": "string"}
    return {200: {"description": description, "content": {kind: {"schema": schema}}}}
