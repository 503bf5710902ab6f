"""How the routes describe their refusals in `/openapi.json`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from vindex_search.api.problems import CONTENT

NO_VIDEO: Final = {HTTPStatus.NOT_FOUND: "There is no video with this id among those that the caller sees."}
UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "The caller has it already (If-None-Match)."}}


def refusals(sentences: Mapping[HTTPStatus, str]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: when it answers with which problem document."""
    return {status.value: {"description": sentence, "content": CONTENT} for status, sentence in sentences.items()}


def content(kind: str, description: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that answers with a file."""
    schema = {"type": "string", "format": "binary"} if not kind.startswith("text/") else {"type": "string"}
    return {200: {"description": description, "content": {kind: {"schema": schema}}}}
