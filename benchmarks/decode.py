"""How a picture of every second is had: ours beside FFmpeg, PyAV, decord and torchcodec, on the same films in one run.

`python -m benchmarks.decode [--rounds 3] [--films FOLDER] [--quick] [--memory] [--codecs]` prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.contestants import CONTESTANTS, OPENING, REFERENCE
from benchmarks.films import FILMS, OTHER_CODECS, SOURCE, Film, lengthened, made
from benchmarks.ratios import Took, cpu_ratios, spread, verdict, wall_ratios

EXACT: Final = "ours, exact sampling"
WHOLE: Final = "ours, with shots and storyboard"
GOALS: Final = {(EXACT, 250): 0.90, (EXACT, 30): 0.45, (WHOLE, 250): 1.3, (WHOLE, 30): 1.3}
MOST_ADDED_MIB: Final = 120.0
SAME_WITHIN: Final = 1.10
WARM_UP: Final = SOURCE.with_name("googlework_tiny.mp4")


def run(name: str, film: Path) -> Took | None:
    """One run of a contestant in a process of its own; None where it cannot run here."""
    command = [sys.executable, "-m", "benchmarks.contestants", name, str(film), str(WARM_UP)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  {name}: {done.stderr.strip().splitlines()[-1][:160]}", file=sys.stderr)
        return None
    return Took(**json.loads(done.stdout))


def compared(film: Film, path: Path, rounds: int) -> None:
    """All contestants in turn, so many times, as a table."""
    took: dict[str, list[Took]] = {name: [] for name in CONTESTANTS if name != OPENING}
    for number in range(rounds):
        print(f"{film.name}, round {number + 1} of {rounds}", file=sys.stderr)
        for name in [name for name in took if number == 0 or took[name]]:
            if found := run(name, path):
                took[name].append(found)
    print(f"\n### {film.name}\n\n| | pictures | CPU ratio | wall ratio | added MiB | goal |\n|---|---|---|---|---|---|")
    for name, runs in took.items():
        print(_row(name, film, runs, took[REFERENCE]))


def _row(name: str, film: Film, runs: Sequence[Took], reference: Sequence[Took]) -> str:
    if not runs:
        return f"| {name} | does not run here | | | | |"
    cpu = cpu_ratios(runs, reference)
    at_most = GOALS.get((name, film.gop)) if film in FILMS else None
    goal = verdict(cpu.middle, at_most=at_most) if at_most else ""
    added = spread([one.added_mib for one in runs])
    return f"| {name} | {runs[-1].frames} | {cpu} | {wall_ratios(runs, reference)} | {added.middle:.0f} | {goal} |"


def memory(short: Path) -> None:
    """Added memory for a minute and for two hours of the same film."""
    print("\n### Memory: a minute, and two hours\n\n| | 1 min, MiB | 2 h, MiB | goal |\n|---|---|---|---|")
    for name in (OPENING, EXACT, WHOLE):
        print(f"two hours of {name}", file=sys.stderr)
        minute, hours = run(name, short), run(name, lengthened(short))
        if minute and hours:
            within = verdict(hours.added_mib, at_most=MOST_ADDED_MIB)
            same = verdict(hours.added_mib / minute.added_mib, at_most=SAME_WITHIN)
            print(f"| {name} | {minute.added_mib:.0f} | {hours.added_mib:.0f} | {within}; ratio {same} |")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decode", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each contestant runs")
    parser.add_argument("--films", type=Path, help="where films are kept for the next time")
    parser.add_argument("--quick", action="store_true", help="one round, 720p alone")
    parser.add_argument("--codecs", action="store_true", help="HEVC, VP8 and MPEG-4 instead of H.264")
    parser.add_argument("--memory", action="store_true", help="only the memory of two hours")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder: Path = asked.films or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{os.cpu_count()} cores")
        if asked.memory:
            memory(made(FILMS[1], folder))
            return
        for film in OTHER_CODECS if asked.codecs else FILMS[:2] if asked.quick else FILMS:
            compared(film, made(film, folder), 1 if asked.quick else asked.rounds)


if __name__ == "__main__":
    main()
