"""Retries of requests to a Qdrant server, with exponential backoff and jitter."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from vindex_search.index.base import IndexUnavailable

T = TypeVar("T")

MAX_ATTEMPTS: Final = 6  # with some six seconds of waiting in all: a node that restarts is back by then
FIRST_WAIT_S: Final = 0.2
RETRYABLE_STATUSES: Final = frozenset({429, 500, 502, 503, 504})


def with_retries(request: Callable[[], T], *, sleep: Callable[[float], None] = time.sleep) -> T:
    """Send a request, again after transient errors.

    Raises:
        UnexpectedResponse: the server refuses it.
        IndexUnavailable: at the last attempt the server cannot be reached, cannot answer, or limits the rate.
    """
    wait_s = FIRST_WAIT_S
    for attempts_left in range(MAX_ATTEMPTS - 1, -1, -1):
        try:
            return request()
        except (ResourceExhaustedResponse, ResponseHandlingException, UnexpectedResponse) as problem:
            if not _is_transient(problem):
                raise
            if not attempts_left:
                raise IndexUnavailable(_first_line(problem)) from problem
            retry_after_s = float(getattr(problem, "retry_after_s", 0))
        sleep(max(retry_after_s, wait_s * random.uniform(0.5, 1.0)))
        wait_s *= 2
    raise AssertionError("the last attempt returns or raises")


def _first_line(problem: Exception) -> str:
    """The message; that of a response has its body in further lines."""
    return str(problem).partition("\n")[0]


def _is_transient(problem: Exception) -> bool:
    return not isinstance(problem, UnexpectedResponse) or problem.status_code in RETRYABLE_STATUSES
