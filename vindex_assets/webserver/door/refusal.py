"""A refused request: its status, one sentence that says what is allowed, and the answer to it (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from starlette.responses import JSONResponse

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request does not pass."""

    status: HTTPStatus
    sentence: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> JSONResponse:
        """The problem document, as the search service answers with."""
        body = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.sentence,
        }
        return JSONResponse(body, status_code=self.status, headers=dict(self.headers), media_type=MEDIA_TYPE)


def forbidden(sentence: str) -> Refusal:
    """A refusal with 403."""
    return Refusal(HTTPStatus.FORBIDDEN, sentence)
