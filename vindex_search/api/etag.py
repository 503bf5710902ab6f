"""Answers that a browser keeps and asks about again: made only where it does not have them yet."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response

REVALIDATE: Final = "private, no-cache"


def conditional_response(
    request: Request, fingerprint: str, kind: str, make: Callable[[], str | bytes], *, cache: str = REVALIDATE
) -> Response:
    """The answer with its ETag, or 304 without a body where the caller has this one already.

    Args:
        request: What was asked.
        fingerprint: Of the artefact that the answer is made from.
        kind: The content type.
        make: Makes the body; not called where it is not needed.
        cache: The Cache-Control header.
    """
    tag = f'"{fingerprint}"'
    headers = {"ETag": tag, "Cache-Control": cache}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(make(), media_type=kind, headers=headers)


def _has(asked: str, tag: str) -> bool:
    """Whether an If-None-Match header names a tag; a weak one is as good, as RFC 9110 has it."""
    names = [name.strip().removeprefix("W/") for name in asked.split(",")]
    return tag in names or "*" in names
