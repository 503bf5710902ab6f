"""The service beside raw calls, over the same library, in turns: both run all the time, and one of them is asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.harness.case import Options
from benchmarks.harness.sample import OURS, Sample
from benchmarks.service.clients import Load, ask_all
from benchmarks.service.figures import samples, titles_of_clients
from benchmarks.service.library import COLLECTION, library, titles
from benchmarks.service.raw import raw_process
from benchmarks.service.running import running_service
from vindex_search.index.shards import active_shard

RAW: Final = "raw calls"
POINTS, QUICK_POINTS = 100_000, 10_000
WARM_UP: Final = 20  # requests of each contestant before the first round: caches of the processor, places of points


def contest(options: Options, *, clients: int, each: int) -> Iterator[Sample]:
    """The samples of some clients that ask each contestant so many sentences a round."""
    points = QUICK_POINTS if options.quick else POINTS
    home, asked = library(points), titles()
    shard = copied_shard(home, options.folder / "shard")
    subject = f"{points:,} points"
    with running_service(home, asked[0]) as service, raw_process(shard) as raw:
        contestants: dict[str, Callable[[Sequence[Sequence[str]]], Load]]
        contestants = {OURS: partial(ask_all, service.port), RAW: raw.ask_all}
        for ask in contestants.values():
            ask([asked[:WARM_UP]])
        for round_ in range(options.rounds):
            lists = titles_of_clients(asked[round_:], clients, each // 5 if options.quick else each)
            for name in contestants if round_ % 2 == 0 else reversed(contestants):
                yield from samples(contestants[name](lists), subject, name, round_)


def copied_shard(home: Path, folder: Path) -> Path:
    """A copy of a library's shard, for one who is not its owner."""
    shutil.copytree(home / "index" / active_shard(home / "index", COLLECTION).folder, folder)
    return folder
