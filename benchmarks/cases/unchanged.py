"""`unchanged`: ingesting once more what is indexed already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import OURS, Sample
from benchmarks.ingest.contestants import ingest, new_library
from benchmarks.ingest.films import make_cuts

FILMS: Final = 100
SECONDS: Final = 4.0
QUICK: Final = (4, 3.0)  # films, and seconds of each
FIRST: Final = "first run"


def measure(options: Options) -> Iterator[Sample]:
    """A folder is ingested once, and then again in every round."""
    count, seconds = QUICK if options.quick else (FILMS, SECONDS)
    films = make_cuts(options.media / "video", options.folder / "films", count=count, seconds=seconds)
    home, subject = new_library(options.folder), f"{count} films of {seconds:g} s"
    first = ingest(films, home)
    for round_ in range(options.rounds):
        yield from first.samples(subject, FIRST, round_)
        yield from ingest(films, home).samples(subject, OURS, round_)


CASE: Final = Case(
    name="unchanged",
    title="A hundred films that are indexed already",
    question="What does `vindex ingest` of a folder cost when nothing in it has changed? No frame is decoded and no "
    "model is loaded (a test holds that); what is left is the start of the process and a look at each file.",
    measure=measure,
    goals=(Goal(metric="wall", at_most=0.01, against=FIRST),),
    needs=("ffmpeg",),
)
