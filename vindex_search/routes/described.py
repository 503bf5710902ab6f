"""How the routes describe their refusals in `/openapi.json`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel, Field

NO_VIDEO: Final = {HTTPStatus.NOT_FOUND: "There is no video with this id among those that the caller sees."}
UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "The caller has it already (If-None-Match)."}}


class ProblemOut(BaseModel):
    """A refusal, as RFC 9457 has it."""

    type: str = Field(description="Always `about:blank`.", examples=["about:blank"])
    title: str = Field(description="The name of the status.", examples=["Not Found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(
        description="A sentence that names what is wrong and what is allowed.",
        examples=["there is no video 'team--talk-0123456789' here; /v1/videos lists them"],
    )


def refusals(sentences: Mapping[HTTPStatus, str]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: when it answers with which problem document."""
    body = {"application/problem+json": {"schema": ProblemOut.model_json_schema()}}
    return {status.value: {"description": sentence, "content": body} for status, sentence in sentences.items()}


def content(kind: str, description: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that answers with a file."""
    schema = {"type": "string", "format": "binary"} if not kind.startswith("text/") else {"type": "string"}
    return {200: {"description": description, "content": {kind: {"schema": schema}}}}
