"""The OpenAPI document: metadata, security schemes, problem responses and an example; helpers for routes.

FastAPI derives paths and schemas from the routes. `install` adds what it cannot see there: that every error is one
problem document, the three ways to send a key, and the example of a search. Routes describe their own responses with
`problem_responses` and `file_response`.
"""

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
        "`GET /v1/search` takes a sentence and returns moments: a video, a start, an end, the evidence and a link that "
        "plays it. All times are seconds from the start of the video.\n\n"
        "Every error is a problem document (`application/problem+json`) whose `detail` names the wrong value and "
        "what is allowed. Where keys are set up, send one as `Authorization: Bearer vdx_...` or `X-API-Key`.\n\n"
        "Agents use the same through `POST /mcp` (Model Context Protocol, streamable HTTP)."
    ),
    "generate_unique_id_function": lambda route: route.name,  # becomes the function name in generated clients
    "servers": [{"url": "/", "description": "This service."}],
    "openapi_tags": [
        {"name": "search", "description": "Search for moments with a sentence or an image."},
        {"name": "videos", "description": "Videos: status, media, thumbnails, storyboards and transcripts."},
        {
            "name": "previews",
            "description": "Previews: what browsers refuse, in segments made when asked for.",
        },
        {"name": "corrections", "description": "Corrections of transcripts, screen text and names, by people."},
        {"name": "saved searches", "description": "Saved searches, and what new videos have for them, told once."},
        {"name": "clips", "description": "Clips: a range of a video as a file, made by a job and kept for a day."},
        {"name": "collections", "description": "Lists of videos and moments, and links that share them."},
        {"name": "shared", "description": "What a shared link shows, asked with its token."},
        {
            "name": "uploads",
            "description": "Upload files to this service or, where uploads are on S3, to a presigned URL.",
        },
        {
            "name": "session",
            "description": "Browsers sign in: `<video>` and `<img>` send no headers.",
        },
        {"name": "export", "description": "Tables as Parquet, IIIF manifests and annotations, oEmbed."},
        {"name": "health", "description": "Liveness, readiness and the state of the library."},
        {"name": "operations", "description": "Metrics for monitoring."},
    ],
}
SECURITY_SCHEMES: Final[dict[str, dict[str, str]]] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key, as in `Authorization: Bearer vdx_...`."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key in its own header."},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "vindex_session_8765",
        "description": "A browser's session, set by `POST /v1/session`. Its name ends with the port of the address "
        "that the browser uses; over HTTPS it begins with `__Host-`.",
    },
}
PUBLIC_PATHS: Final = ("/healthz", "/readyz")  # need no key: they reveal nothing about the library
DEFAULT_PROBLEMS: Final = {
    "4XX": "The request is invalid or refused; `detail` names the wrong value and what is allowed.",
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
            "recorded_start": "2026-03-01T14:31:02.000+01:00",
            "recorded_end": "2026-03-01T14:31:14.500+01:00",
            "score": 0.84,
            "confidence": 0.8412,
            "channels": ["speech", "words"],
            "has_losses": False,
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
                    "source": None,
                    "explanation": None,
                }
            ],
        }
    ],
    "videos": [
        {
            "video_id": "kitchen--sourdough-3f9a0c12be",
            "workspace": "kitchen",
            "title": "sourdough",
            "duration_s": 184.0,
            "places": [
                {"start_s": 62.0, "end_s": 74.5, "strength": 1.0},
                {"start_s": 131.2, "end_s": 140.0, "strength": 0.41},
            ],
        }
    ],
    "curve": None,
    "coverage": {
        "videos": 12,
        "searchable": 12,
        "channels": {"speech": 1.0, "words": 1.0, "screen": 1.0, "visual": 0.0},
    },
    "facets": {
        "workspace": [{"value": "kitchen", "count": 3}, {"value": "lab", "count": 1}],
        "duration": [{"value": "1-5 min", "count": 4, "from": 60.0, "to": 300.0}],
    },
    "facets_more": {},
    "next": None,
}


# Responses of routes.

VIDEO_NOT_FOUND: Final = {HTTPStatus.NOT_FOUND: "The caller can see no video with this id."}
NOT_MODIFIED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "The client has it already (`If-None-Match`)."}
}


def problem_responses(sentences: Mapping[HTTPStatus, str]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: which statuses it answers with a problem document, and when."""
    return {
        status.value: {"description": sentence, "content": PROBLEM_CONTENT} for status, sentence in sentences.items()
    }


def file_response(media_type: str, description: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that returns a file."""
    schema = {"type": "string"} if media_type.startswith("text/") else {"type": "string", "format": "binary"}
    return {200: {"description": description, "content": {media_type: {"schema": schema}}}}


# The whole document.


def install(app: FastAPI) -> None:
    """Let `app.openapi()` complete the document that FastAPI generates; it is completed once and then kept."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(generate())
        return generate()

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(document: dict[str, Any]) -> None:
    _add_components(document["components"])
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _add_problems(operation)
            _add_security(operation, path)
    _add_example(document["paths"]["/v1/search"]["get"])


def _add_components(components: dict[str, Any]) -> None:
    schemas = components["schemas"]
    schemas["Problem"] = ProblemOut.model_json_schema() | {"title": "Problem"}
    for replaced in ("HTTPValidationError", "ValidationError"):  # FastAPI's own error schemas
        schemas.pop(replaced, None)
    components["securitySchemes"] = SECURITY_SCHEMES


def _add_problems(operation: dict[str, Any]) -> None:
    operation["responses"].pop("422", None)  # FastAPI's own error schema, which no response has
    for statuses, description in DEFAULT_PROBLEMS.items():
        operation["responses"].setdefault(statuses, {"description": description, "content": PROBLEM_CONTENT})


def _add_security(operation: dict[str, Any], path: str) -> None:
    """Any one of the schemes, or none: a library without keys needs none."""
    if path not in PUBLIC_PATHS:
        operation["security"] = [{}, *({name: []} for name in SECURITY_SCHEMES)]


def _add_example(search: dict[str, Any]) -> None:
    search["responses"]["200"]["content"]["application/json"]["example"] = SEARCH_EXAMPLE
    query = next(parameter for parameter in search["parameters"] if parameter["name"] == "q")
    query["example"] = SEARCH_EXAMPLE["query"]
