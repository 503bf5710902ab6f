"""Reading the screen: our reader beside RapidOCR with its defaults on every kept frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import Sample
from benchmarks.harness.worker import Turn, Worker
from benchmarks.media.ocr.contestants import CONTESTANTS, RAPIDOCR
from benchmarks.media.ocr.recall import recall
from benchmarks.media.ocr.subjects import Subject, comparable, demo, drawn, film

KNOWN: Final = "recall"
SAME: Final = "lines of RapidOCR"


def measure(options: Options) -> Iterator[Sample]:
    """Both contestants in turns on the kept frames of each film, each in a process of its own."""
    subjects = _subjects(options)
    with ExitStack() as running:
        workers: dict[str, Worker] = {}
        for subject in subjects:
            file = options.folder / f"{subject.name}.parquet"
            subject.frames.write_parquet(file)
            for name in CONTESTANTS if not workers else ():
                worker = Worker("benchmarks.media.ocr.contestants:prepare", name, str(file))
                workers[name] = running.enter_context(worker)
            for round_ in range(options.rounds):
                yield from _round(subject, file, workers, round_)


def _subjects(options: Options) -> Iterator[Subject]:
    yield film("lecture", options.media)
    if not options.quick:
        yield from (film(name, options.media) for name in ("screen recording", "film"))
        yield demo()
        yield drawn()


def _round(subject: Subject, file: Path, workers: Mapping[str, Worker], round_: int) -> Iterator[Sample]:
    turns = {name: workers[name].turn(file) for name in list(workers)[:: 1 if round_ % 2 == 0 else -1]}
    for name, turn in turns.items():
        yield from turn.usage.samples(subject.name, name, round_)
        yield from (_sample(subject.name, name, round_, *each) for each in _recalls(subject, turn, turns))


def _recalls(subject: Subject, turn: Turn, turns: Mapping[str, Turn]) -> Iterator[tuple[str, float]]:
    """Share of the lines that are known to stand there; of other films that of the lines that RapidOCR reads."""
    if subject.known is not None:
        yield KNOWN, recall(turn.result, subject.known)
    else:
        yield SAME, recall(turn.result, [comparable(lines) for lines in turns[RAPIDOCR].result])


def _sample(subject: str, contestant: str, round_: int, metric: str, value: float) -> Sample:
    return Sample(subject=subject, contestant=contestant, round=round_, metric=metric, value=value, unit="")


CASE: Final = Case(
    name="screen_text",
    title="Reading the screen",
    question=(
        "What does the text of the kept frames take beside RapidOCR, with the same models, on every one of them? "
        "Recall is the share of the lines known to stand in a frame, and elsewhere that of those that RapidOCR reads."
    ),
    measure=measure,
    goals=(
        Goal(metric="cpu", at_most=0.35, against=RAPIDOCR),
        Goal(metric="wall", at_most=0.35, against=RAPIDOCR),
        Goal(metric=KNOWN, at_least=1.0, against=RAPIDOCR),
    ),
    limits=(
        "Where each kept frame shows another picture, each is read anew: what is left is the detection of lines at "
        "512 pixels, where RapidOCR takes 736, and the recognition of each line. The smaller picture costs lines: of "
        "the texts drawn before restless backgrounds fewer are read, and of a screen recording nine tenths."
    ),
)
