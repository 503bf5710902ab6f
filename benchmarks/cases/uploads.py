"""Three uploads of half a minute: from the copy into the folder of uploads until they are found."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import OURS, Sample
from benchmarks.harness.usage import run_process
from benchmarks.runs.installation.clips import cut_clips
from benchmarks.runs.installation.running import Installation, running

SCRIPT: Final = "plain script"
COLD: Final = "just started"
WARM: Final = "running"
LOOK_S: Final = 0.25  # each look asks a question, and takes cores from the work
DEADLINE_S: Final = 300.0
IDLE_S: Final = 20.0


def measure(options: Options) -> Iterator[Sample]:
    """One installation: its first uploads, later ones against the script in turns, then what it uses idle."""
    clips = [cut_clips(options.media, options.folder / "clips", round_) for round_ in range(options.rounds + 1)]
    with running(options.folder / "home") as installation:
        yield from _upload(installation, clips[0], COLD, 0)
        yield from _script(clips[0], options.folder / "script", COLD, 0)
        for round_ in range(options.rounds):
            yield from _upload(installation, clips[round_ + 1], WARM, round_)
            yield from _script(clips[round_ + 1], options.folder / "script", WARM, round_)
        yield _idle(installation)


def _upload(installation: Installation, clips: Sequence[Path], subject: str, round_: int) -> Iterator[Sample]:
    """Copy the clips and wait for each; seconds until the first and until all are found."""
    waiting, found = [clip.name for clip in clips], list[float]()
    began = time.perf_counter()
    for clip in clips:
        shutil.copyfile(clip, installation.uploads / clip.name)
    while waiting:
        done = [name for name in waiting if installation.is_searchable(name)]
        found.extend(time.perf_counter() - began for _ in done)
        waiting = [name for name in waiting if name not in done]
        if time.perf_counter() - began > DEADLINE_S:
            raise TimeoutError(f"{waiting} cannot be found {DEADLINE_S:.0f} s after they were uploaded")
        time.sleep(LOOK_S)
    for metric, value in (("first", found[0]), ("all", found[-1])):
        yield Sample(subject=subject, contestant=OURS, round=round_, metric=metric, value=value, unit="s")


def _script(clips: Sequence[Path], folder: Path, subject: str, round_: int) -> Iterator[Sample]:
    """The script over the same clips: its models are loaded once."""
    index = folder / f"{subject}-{round_}"
    command = [sys.executable, "-m", "benchmarks.plain_script", "--index", str(index), *map(str, clips)]
    wall_s = run_process(command).wall_s
    yield Sample(subject=subject, contestant=SCRIPT, round=round_, metric="all", value=wall_s, unit="s")


def _idle(installation: Installation) -> Sample:
    """Share of a core that the whole installation uses while nothing is uploaded."""
    began, used_s = time.perf_counter(), installation.cpu_s()
    time.sleep(IDLE_S)
    share = (installation.cpu_s() - used_s) / (time.perf_counter() - began)
    return Sample(subject="idle", contestant=OURS, round=0, metric="share of a core", value=share, unit="")


CASE: Final = Case(
    name="uploads",
    title="Three uploads, from copy to searchable",
    question=(
        "Three clips of half a minute are copied into the folder of uploads of an installation. How long until the "
        "first one, and all of them, are found by a search? Against a script that is told which files to index."
    ),
    measure=measure,
    goals=(
        Goal(metric="first", at_most=8.0),
        Goal(metric="all", at_most=1.5, against=SCRIPT),
    ),
    needs=("ffmpeg",),
    limits=(
        "The three clips arrive together and share a run, whose steps take all three: the first is found when the "
        "last step of all begins to publish. Runs of one clip each would show the first earlier and the last later "
        "([008](../docs/decisions/008-uploads-share-runs.md))."
    ),
)
