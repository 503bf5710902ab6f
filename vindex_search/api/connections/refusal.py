"""Whole responses of the server itself, before or beside the application: problem documents as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from vindex_search.api.problems import problem_response

COMMON_HEADERS: Final = {"Connection": "close", "X-Content-Type-Options": "nosniff"}


def refusal(status: HTTPStatus, sentence: str, *, headers: Mapping[str, str] | None = None) -> bytes:
    """An HTTP/1.1 response with a problem document, after which the connection is closed."""
    answer = problem_response(status, sentence, headers={**COMMON_HEADERS, **(headers or {})})
    fields = b"".join(name + b": " + value + b"\r\n" for name, value in answer.raw_headers)
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() + fields + b"\r\n" + bytes(answer.body)
