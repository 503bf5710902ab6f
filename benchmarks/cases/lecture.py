"""`lecture`: a whole ingest, from the file to the index, of one lecture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import Sample
from benchmarks.harness.turns import take_turns
from benchmarks.ingest.contestants import PLAIN, contestants
from benchmarks.ingest.films import make_lecture

SECONDS: Final = 600.0
QUICK_SECONDS: Final = 20.0
MAX_ROUNDS: Final = 1  # one turn of both takes some minutes


def measure(options: Options) -> Iterator[Sample]:
    """Both ingest a lecture, each in a new process, into an empty library or index."""
    seconds = QUICK_SECONDS if options.quick else SECONDS
    film = make_lecture(options.media / "video", options.folder / "lecture.mp4", seconds=seconds)
    rounds = min(options.rounds, MAX_ROUNDS)
    yield from take_turns(f"lecture of {seconds / 60:.1f} min", contestants([film], options.folder), rounds)


CASE: Final = Case(
    name="lecture",
    title="One lecture, from the file to the index",
    question="What do records, retries, a sandbox and Dagster cost where one lecture without subtitles is ingested, "
    "against a script that calls the same libraries in order?",
    measure=measure,
    goals=(Goal(metric="wall", at_most=1.10, against=PLAIN),),
    needs=("ffmpeg",),
)
