"""Frame sampling: pictures, shots and storyboard beside the tools that make a picture of every second."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import OURS, Sample
from benchmarks.harness.worker import Worker, WorkerFailed
from benchmarks.media.decode.contestants import DECORD, FFMPEG, OPEN_ONLY, PICTURES_ONLY, TORCHCODEC
from benchmarks.media.decode.films import FILMS, SMALL, encode_film, loop_film

CONTESTANTS: Final = (OURS, PICTURES_ONLY, FFMPEG, TORCHCODEC, DECORD)
WARM_UP: Final = "video/googlework_tiny.mp4"
MINUTES: Final = (1, 30, 180)
QUICK_MINUTES: Final = (1, 2)
GROWTH: Final = "longest beside shortest film"

_LOG: Final = logging.getLogger(__name__)


def measure(options: Options) -> Iterator[Sample]:
    """Each contestant in turns on films of a minute; then memory by length."""
    for film in FILMS[:1] if options.quick else FILMS:
        path = encode_film(film, options.folder)
        for round_ in range(options.rounds):
            names = CONTESTANTS[:: 1 if round_ % 2 == 0 else -1]
            yield from _turns(options, film.name, names, path, round_)
        path.unlink()
    yield from _memory(options)


def _memory(options: Options) -> Iterator[Sample]:
    """What a film of hours needs beside one of a minute: whole, and of that what FFmpeg takes to open the file."""
    minute, peaks = encode_film(SMALL, options.folder), list[float]()
    for minutes in QUICK_MINUTES if options.quick else MINUTES:
        path = loop_film(minute, minutes)
        subject = f"film of {minutes} min"
        for sample in _turns(options, subject, (OURS, OPEN_ONLY), path, 0, size=minutes, metrics=("memory",)):
            yield sample
            peaks += [sample.value] if sample.contestant == OURS else []
        path.unlink()
    growth = peaks[-1] / peaks[0]
    yield Sample(subject=GROWTH, contestant=OURS, round=0, metric="memory growth", value=growth, unit="")


def _turns(
    options: Options,
    subject: str,
    names: Iterable[str],
    film: Path,
    round_: int,
    *,
    size: float | None = None,
    metrics: tuple[str, ...] = ("wall", "cpu", "memory"),
) -> Iterator[Sample]:
    """One turn of each, in a process that has worked on a short film: memory of an earlier film would not be told."""
    for name in names:
        try:
            with Worker("benchmarks.media.decode.contestants:prepare", name, str(options.media / WARM_UP)) as worker:
                usage = worker.turn(film).usage
        except WorkerFailed:
            _LOG.warning("%s does not run here", name)
            continue
        samples = usage.samples(subject, name, round_, size=size)
        yield from (sample for sample in samples if sample.metric in metrics)


CASE: Final = Case(
    name="frames",
    title="Frame sampling",
    question=(
        "What does the work of the asset `frames` take (eight frames a second looked at for shots, still pictures and "
        "text, the kept ones and the storyboard as JPEG) beside `ffmpeg -vf fps=1,scale`, torchcodec and decord, which "
        "make one picture of every second? And does memory grow with the length of a film?"
    ),
    measure=measure,
    goals=(
        *(Goal(metric="cpu", at_most=0.9, against=FFMPEG, subject=film.name) for film in FILMS if film.gop == 250),
        *(Goal(metric="cpu", at_most=0.45, against=FFMPEG, subject=film.name) for film in FILMS if film.gop == 30),
        Goal(metric="memory growth", at_most=1.1, subject=GROWTH),
    ),
    needs=("ffmpeg",),
    limits=(
        "Shots are looked for in eight frames a second "
        "([004](../docs/decisions/004-shots-at-eight-frames-a-second.md)): where key frames are 30 frames apart "
        "nearly every frame that others refer to has to be decoded for that."
    ),
)
