"""`batch`: a whole ingest of many short films at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import Sample
from benchmarks.harness.turns import take_turns
from benchmarks.ingest.contestants import PLAIN, contestants
from benchmarks.ingest.films import make_cuts

FILMS: Final = 30
SECONDS: Final = 30.0
QUICK: Final = (2, 10.0)  # films, and seconds of each
MAX_ROUNDS: Final = 1  # one turn of both takes some minutes


def measure(options: Options) -> Iterator[Sample]:
    """Both ingest a folder of films, each in a new process that loads its models once."""
    count, seconds = QUICK if options.quick else (FILMS, SECONDS)
    films = make_cuts(options.media / "video", options.folder / "films", count=count, seconds=seconds)
    rounds = min(options.rounds, MAX_ROUNDS)
    yield from take_turns(f"{count} films of {seconds:g} s", contestants(films, options.folder), rounds)


CASE: Final = Case(
    name="batch",
    title="Thirty short films at once",
    question="Is what orchestration costs paid back where the steps of many films overlap, against a script that takes "
    "film after film with models that it loads once?",
    measure=measure,
    goals=(Goal(metric="wall", at_most=1.0, against=PLAIN),),
    needs=("ffmpeg",),
)
