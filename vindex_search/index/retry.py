"""Requests to a server that is not well for a moment: sent again, each time after a longer wait."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

MAX_ATTEMPTS: Final = 6  # with the waits between them some six seconds: a node that restarts is back by then
FIRST_WAIT_S: Final = 0.2
MAX_WAIT_S: Final = 5.0
RETRYABLE_STATUSES: Final = frozenset({429, 500, 502, 503, 504})


def with_retries(request: Callable[[], T], *, sleep: Callable[[float], None] = time.sleep) -> T:
    """What a request to Qdrant gives, sent again where the trouble may pass.

    Raises:
        UnexpectedResponse: the server refuses it, or still cannot answer after some tries.
        ResponseHandlingException: the server cannot be reached after some tries.
    """
    from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
    from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

    wait_s = FIRST_WAIT_S
    for left in range(MAX_ATTEMPTS - 1, -1, -1):
        try:
            return request()
        except (ResourceExhaustedResponse, ResponseHandlingException, UnexpectedResponse) as problem:
            if not left or (isinstance(problem, UnexpectedResponse) and problem.status_code not in RETRYABLE_STATUSES):
                raise
            asked_s = float(getattr(problem, "retry_after_s", 0))
        sleep(max(asked_s, wait_s * random.uniform(0.5, 1.0)))
        wait_s = min(2 * wait_s, MAX_WAIT_S)
    raise AssertionError("the last try returns or raises")
