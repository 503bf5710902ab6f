"""Conditional requests (RFC 9110, section 13): a response with an ETag, or 304 where the client has it already."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response

REVALIDATE: Final = "private, no-cache"


def conditional_response(
    request: Request,
    fingerprint: str,
    media_type: str,
    render: Callable[[], str | bytes],
    *,
    cache_control: str = REVALIDATE,
) -> Response:
    """The response with its ETag, or 304 without a body where `If-None-Match` names that ETag.

    Args:
        request: Its `If-None-Match` header is read.
        fingerprint: Of the artefact that the response is made from; becomes the ETag.
        media_type: The content type.
        render: Makes the body; not called for a 304.
        cache_control: The `Cache-Control` header.
    """
    etag = f'"{fingerprint}"'
    headers = {"ETag": etag, "Cache-Control": cache_control}
    if _matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(render(), media_type=media_type, headers=headers)


def _matches(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header names an ETag, by weak comparison (RFC 9110, section 8.8.3.2)."""
    etags = [candidate.strip().removeprefix("W/") for candidate in if_none_match.split(",")]
    return etag in etags or "*" in etags
