"""The service beside raw calls, over the same library, in turns: both run all the time, and one of them is asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.harness.case import Options
from benchmarks.harness.sample import OURS, Sample
from benchmarks.service.clients import Load, ask_all
from benchmarks.service.figures import samples, titles_of_clients
from benchmarks.service.library import COLLECTION, library, titles
from benchmarks.service.raw import RawProcess, raw_process
from benchmarks.service.running import running_service
from vindex_search.index.shards import active_shard

RAW: Final = "raw calls"
TWO_RAW: Final = "raw calls, two processes"
POINTS, QUICK_POINTS = 100_000, 10_000
WARM_UP: Final = 20  # requests of each contestant before the first round: caches of the processor, places of points


Ask = Callable[[Sequence[Sequence[str]]], Load]


def contest(options: Options, *, clients: int, each: int) -> Iterator[Sample]:
    """The samples of some clients that ask each contestant so many sentences a round."""
    points = QUICK_POINTS if options.quick else POINTS
    home, asked = library(points), titles()
    with ExitStack() as running:
        contestants = _contestants(home, options.folder, asked[0], running, several=clients > 1)
        for ask in contestants.values():
            ask([asked[:WARM_UP]])
        for round_ in range(options.rounds):
            lists = titles_of_clients(asked[round_:], clients, each // 5 if options.quick else each)
            for name in contestants if round_ % 2 == 0 else reversed(contestants):
                yield from samples(contestants[name](lists), f"{points:,} points", name, round_)


def _contestants(home: Path, folder: Path, first: str, running: ExitStack, *, several: bool) -> dict[str, Ask]:
    """Whom to ask; where several clients ask, raw calls are shared by two processes too, over a copy each."""
    service = running.enter_context(running_service(home, first))
    raw = running.enter_context(raw_process(copied_shard(home, folder / "shard")))
    found: dict[str, Ask] = {OURS: partial(ask_all, service.port), RAW: raw.ask_all}
    if several:
        second = running.enter_context(raw_process(copied_shard(home, folder / "second")))
        found[TWO_RAW] = lambda lists: _shared(lists, raw, second)
    return found


def _shared(lists: Sequence[Sequence[str]], *processes: RawProcess) -> Load:
    """Each process has its part of the clients."""
    with ThreadPoolExecutor(len(processes)) as pool:
        parts = [lists[number :: len(processes)] or lists for number in range(len(processes))]
        loads = list(pool.map(lambda process, part: process.ask_all(part), processes, parts))
    return Load([took for load in loads for took in load.took], max(load.wall_s for load in loads))


def copied_shard(home: Path, folder: Path) -> Path:
    """A copy of a library's shard, for one who is not its owner."""
    shutil.copytree(home / "index" / active_shard(home / "index", COLLECTION).folder, folder)
    return folder
