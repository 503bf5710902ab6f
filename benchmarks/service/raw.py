"""What one would write instead of the service: the encoders and one query of the index, in a process of its own.

`python -m benchmarks.service.raw SHARD` reads requests as JSON lines, `{"titles": [[...], ...]}`, a list for each
thread, and writes one line for each: the milliseconds of every call, and the seconds that all took together. It opens a
shard that nobody else has open, with the same model on the same runtime, and answers with hits: no moments, no HTTP.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.retrieval.lectures import Models, load_models, open_index
from benchmarks.service.clients import Load, Took
from vindex_search.contract.ids import Channel
from vindex_search.index.base import TEXT_VECTOR, WORDS_VECTOR
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import ChannelQuery, Hit, SparseVector
from vindex_search.ranking.fusion import HITS_PER_CHANNEL

READY: Final = "ready"


class RawSearch:
    """Encoders and an index, and nothing else."""

    def __init__(self, models: Models, index: QdrantEdgeIndex) -> None:
        self._models, self._index = models, index

    def hits(self, title: str) -> list[list[Hit]]:
        """The hits of the channels that a service searches by default in such a library."""
        vector = self._models.text.encode_query(title).tolist()
        words = SparseVector(*self._models.sparse.encode_query(title, ["en"]))
        asked: tuple[tuple[Channel, str, list[float] | SparseVector, tuple[str, ...]], ...]
        asked = (("speech", TEXT_VECTOR, vector, ("speech",)), ("words", WORDS_VECTOR, words, ("speech", "screen")))
        return self._index.query(
            [
                ChannelQuery(channel=channel, using=using, vector=query, point_channels=points, limit=HITS_PER_CHANNEL)
                for channel, using, query, points in asked
            ]
        )

    def took(self, titles: Sequence[str]) -> list[float]:
        """Milliseconds of each call, one after another."""
        found: list[float] = []
        for title in titles:
            began = time.perf_counter()
            self.hits(title)
            found.append((time.perf_counter() - began) * 1000)
        return found

    def took_at_once(self, titles: Sequence[Sequence[str]]) -> tuple[list[float], float]:
        """The same from a thread for each list of titles, and the seconds of them all together."""
        began = time.perf_counter()
        with ThreadPoolExecutor(len(titles)) as pool:
            found = [one for many in pool.map(self.took, titles) for one in many]
        return found, time.perf_counter() - began


class RawProcess:
    """A `RawSearch` in a process of its own, as `ask_all` is for the service."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask_all(self, titles: Sequence[Sequence[str]]) -> Load:
        """A thread for each list of titles, all at once."""
        assert self._process.stdin, self._process.stdout
        print(json.dumps({"titles": titles}), file=self._process.stdin, flush=True)
        took, wall_s = json.loads(self.line())
        return Load([Took(whole, 0.0, 0.0) for whole in took], wall_s)

    def line(self) -> str:
        """The next line that the process writes."""
        return next(iter(self._process.stdout or ()))


@contextmanager
def raw_process(shard: Path) -> Iterator[RawProcess]:
    """A `RawSearch` over a shard until the context ends, ready to answer."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.service.raw", str(shard)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},  # as the service: a sentence is not encoded faster by two cores
    )
    raw = RawProcess(process)
    try:
        raw.line()
        yield raw
    finally:
        process.kill()
        process.communicate()


def main() -> None:
    """Answer requests until there are no more."""
    with open_index(Path(sys.argv[1])) as index:
        search = RawSearch(load_models(), index)
        search.hits("a first one")
        print(READY, flush=True)
        for line in sys.stdin:
            print(json.dumps(search.took_at_once(json.loads(line)["titles"])), flush=True)


if __name__ == "__main__":
    main()
