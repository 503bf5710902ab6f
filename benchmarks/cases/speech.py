"""Hearing: the transcript of a recording beside faster-whisper's batched pipeline, with the same weights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import OURS, Sample
from benchmarks.harness.worker import Turn, Worker
from benchmarks.media.speech.contestants import FASTER_WHISPER, OFFLINE
from benchmarks.media.speech.references import word_error_rate
from tests.support.media.audio.recordings import write_flac

LONGEST_S: Final = 600.0
WARM_UP: Final = "audio/jfk.flac"
SUBJECTS: Final = {
    "lecture of 97 s": "video/derived_lecture_dev.mp4",
    "a minute in English and German": "audio/multilingual_en_de.mp3",
}
QUICK: Final = {"speech of 11 s": WARM_UP}
CONTESTANTS: Final = {OURS: OFFLINE, "faster-whisper": FASTER_WHISPER}


def measure(options: Options) -> Iterator[Sample]:
    """Both contestants in turns on each recording, each in a process that has heard a short one before."""
    warm_up = _flac(options, WARM_UP)
    with ExitStack() as running:
        workers = {
            name: running.enter_context(Worker("benchmarks.media.speech.contestants:prepare", contestant, str(warm_up)))
            for name, contestant in CONTESTANTS.items()
        }
        for subject, clip in (QUICK if options.quick else SUBJECTS).items():
            sound = _flac(options, clip)
            for round_ in range(options.rounds):
                for name in list(workers)[:: 1 if round_ % 2 == 0 else -1]:
                    yield from _samples(subject, name, round_, options.media / clip, workers[name].turn(sound))


def _flac(options: Options, clip: str) -> Path:
    """The sound of a clip as the asset `audio` writes it."""
    sound = options.folder / Path(clip).with_suffix(".flac").name
    write_flac(options.media / clip, sound, seconds=LONGEST_S)
    return sound


def _samples(subject: str, name: str, round_: int, clip: Path, turn: Turn) -> Iterator[Sample]:
    yield from turn.usage.samples(subject, name, round_)
    yield Sample(
        subject=subject,
        contestant=name,
        round=round_,
        metric="word error rate",
        value=word_error_rate(clip, turn.result),
        unit="",
    )


CASE: Final = Case(
    name="speech",
    title="Hearing",
    question=(
        "What does the transcript of a recording take, beside the batched pipeline of faster-whisper on the same "
        "weights, threads and batch, with word times? Models are loaded; ours also tells the language of each phrase, "
        "hears bad windows again, and drops what nobody said."
    ),
    measure=measure,
    goals=(
        Goal(metric="wall", at_most=1.05, against="faster-whisper"),
        Goal(metric="memory", at_most=1.0, against="faster-whisper"),
        Goal(metric="word error rate", at_most=1.0, against="faster-whisper"),
    ),
    limits=(
        "Word times by cross attention, and phrases whose language is asked for by themselves, are work that the "
        "other does not do ([024](../docs/decisions/024-hearing-one-window-at-a-time.md)). The memory is torch, which "
        "the model of voice activity needs."
    ),
)
