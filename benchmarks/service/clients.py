"""Clients of the service: each asks one sentence after another over a connection that it keeps.

"Ours" is the service's time without the models, the index and the wait for a slot, by the `Server-Timing` header of
each answer.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Final, NamedTuple
from urllib.parse import urlencode

from benchmarks.service.running import REQUEST_TIMEOUT_S

EXCLUDED_STAGES: Final = ("turn", "encode", "index")
TIMING: Final = re.compile(r"(\w+);dur=([\d.]+)")


class Took(NamedTuple):
    """Milliseconds of one request: in all, waiting for a slot, and in our own code."""

    whole: float
    turn: float
    own: float


class Load(NamedTuple):
    """What all clients saw, and how long they took together."""

    took: list[Took]
    wall_s: float


def ask_all(port: int, titles: Sequence[Sequence[str]], params: Mapping[str, str] | None = None) -> Load:
    """A client for each list of titles, all at once."""
    began = time.perf_counter()
    with ThreadPoolExecutor(len(titles)) as pool:
        found = [one for many in pool.map(lambda some: ask(port, some, params or {}), titles) for one in many]
    return Load(found, time.perf_counter() - began)


def ask(port: int, titles: Sequence[str], params: Mapping[str, str]) -> list[Took]:
    """What each request of one client took.

    Raises:
        ValueError: an answer is no success.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=REQUEST_TIMEOUT_S)
    try:
        return [_ask_one(connection, {"q": title, **params}) for title in titles]
    finally:
        connection.close()


def _ask_one(connection: HTTPConnection, params: Mapping[str, str]) -> Took:
    began = time.perf_counter()
    connection.request("GET", "/v1/search?" + urlencode(params))
    answer = connection.getresponse()
    answer.read()
    whole = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        raise ValueError(f"a search was answered with {answer.status}")
    return took_of(whole, answer.headers["server-timing"])


def took_of(whole_ms: float, server_timing: str) -> Took:
    """What a request took, by its `Server-Timing`, in which a stage may be named more than once."""
    stages = [(name, float(took)) for name, took in TIMING.findall(server_timing)]
    spent = {name: sum(took for other, took in stages if other == name) for name, _took in stages}
    outside = sum(spent.get(name, 0.0) for name in EXCLUDED_STAGES)
    return Took(whole=whole_ms, turn=spent.get("turn", 0.0), own=spent["total"] - outside)
