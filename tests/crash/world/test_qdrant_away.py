"""The Qdrant server is away while a video is published or removed, or the process ends between two of its requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from tests.support.crash.cases import VIDEO, assert_recovered, crash_and_recover, opened
from tests.support.crash.crash import Crash
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.scenarios import delete, settle_at_once
from tests.support.crash.world.fake_qdrant import FakeQdrant, fake_qdrant
from vindex_search.index.retry import MAX_ATTEMPTS
from vindex_search.storage.store import Store

# A step gives up after so many requests, and is tried three times: the first run fails, and a second one is needed.
A_MINUTE: Final = 3 * MAX_ATTEMPTS + 2
SIX_RUNS: Final = 6 * 3 * MAX_ATTEMPTS + 2  # twice as many as a video may have that kills its workers


@pytest.fixture
def server() -> Iterator[FakeQdrant]:
    with fake_qdrant() as made:
        yield made


@pytest.fixture
def served(new: CrashingLibrary, server: FakeQdrant) -> CrashingLibrary:
    """A library into which a film was uploaded, whose points are on a server."""
    new.environment["VINDEX_QDRANT_URL"] = server.url
    return new


def assert_one_generation(server: FakeQdrant, library: CrashingLibrary) -> None:
    """Points, head and what readers of the store see are one generation."""
    with opened(library) as home:
        store: Store = home.library.store
        generation = str(store.published()[VIDEO].generation)
    assert server.generations(VIDEO) == {generation}
    assert server.heads(VIDEO) == [(generation, True)]


@pytest.mark.slow
@pytest.mark.parametrize("refusals", [A_MINUTE, SIX_RUNS])
def test_a_server_that_is_back_has_the_video_by_the_next_run(
    served: CrashingLibrary, server: FakeQdrant, refusals: int
) -> None:
    server.refusals = refusals
    served.finish(settle_at_once)
    assert server.refused == refusals
    assert_recovered(served)
    assert_one_generation(server, served)


@pytest.mark.parametrize(
    "crash",
    [
        Crash("server.upserted", "kill"),
        pytest.param(Crash("server.head_moved", "segfault"), marks=pytest.mark.slow),
        pytest.param(Crash("server.old_removed", "exit"), marks=pytest.mark.slow),
        pytest.param(Crash("publish.points_written", "kill"), marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_a_process_that_ends_between_two_requests(served: CrashingLibrary, server: FakeQdrant, crash: Crash) -> None:
    crash_and_recover(served, crash, settle_at_once)
    assert_one_generation(server, served)


@pytest.mark.slow
@pytest.mark.parametrize("point", ["server.head_removed", "delete.points_removed"])
def test_a_deletion_that_ends_between_two_requests_leaves_no_point(
    served: CrashingLibrary, server: FakeQdrant, point: str
) -> None:
    served.finish(settle_at_once)
    crash_and_recover(served, Crash(point), delete, VIDEO, False)
    assert (server.generations(VIDEO), server.heads(VIDEO)) == (set(), [])
