"""One image of every second: ours beside FFmpeg, PyAV, decord and torchcodec, on the same videos in one run.

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

from benchmarks.decode.contestants import CONTESTANTS, OPEN_ONLY, REFERENCE
from benchmarks.decode.films import FILMS, OTHER_CODECS, SOURCE, Film, encode_film, loop_film
from benchmarks.ratios import Usage, compare_with_goal, cpu_ratios, spread, wall_ratios

EXACT: Final = "ours, exact sampling"
WITH_SHOTS: Final = "ours, with shots and storyboard"
GOALS: Final = {(EXACT, 250): 0.90, (EXACT, 30): 0.45, (WITH_SHOTS, 250): 1.3, (WITH_SHOTS, 30): 1.3}
MAX_ADDED_MIB: Final = 120.0
MAX_GROWTH: Final = 1.10
WARM_UP: Final = SOURCE.with_name("googlework_tiny.mp4")


def run(name: str, film: Path) -> Usage | None:
    """Run a contestant once in a process of its own; None where it cannot run here."""
    command = [sys.executable, "-m", "benchmarks.decode.contestants", name, str(film), str(WARM_UP)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  {name}: {done.stderr.strip().splitlines()[-1][:160]}", file=sys.stderr)
        return None
    return Usage(**json.loads(done.stdout))


def compare(film: Film, path: Path, rounds: int) -> None:
    """Run all contestants in turn, in several rounds, and print a table."""
    took: dict[str, list[Usage]] = {name: [] for name in CONTESTANTS if name != OPEN_ONLY}
    for number in range(rounds):
        print(f"{film.name}, round {number + 1} of {rounds}", file=sys.stderr)
        for name in [name for name in took if number == 0 or took[name]]:
            if found := run(name, path):
                took[name].append(found)
    print(f"\n### {film.name}\n\n| | images | CPU ratio | wall ratio | added MiB | goal |\n|---|---|---|---|---|---|")
    for name, runs in took.items():
        print(_row(name, film, runs, took[REFERENCE]))


def _row(name: str, film: Film, runs: Sequence[Usage], reference: Sequence[Usage]) -> str:
    if not runs:
        return f"| {name} | does not run here | | | | |"
    cpu = cpu_ratios(runs, reference)
    at_most = GOALS.get((name, film.gop)) if film in FILMS else None
    goal = compare_with_goal(cpu.median, at_most=at_most) if at_most else ""
    added = spread([one.added_mib for one in runs])
    return f"| {name} | {runs[-1].frames} | {cpu} | {wall_ratios(runs, reference)} | {added.median:.0f} | {goal} |"


def compare_memory(short: Path) -> None:
    """Print the added memory for one minute and for two hours of the same video."""
    print("\n### Memory: one minute and two hours\n\n| | 1 min, MiB | 2 h, MiB | goal |\n|---|---|---|---|")
    for name in (OPEN_ONLY, EXACT, WITH_SHOTS):
        print(f"two hours of {name}", file=sys.stderr)
        minute, hours = run(name, short), run(name, loop_film(short))
        if minute and hours:
            within = compare_with_goal(hours.added_mib, at_most=MAX_ADDED_MIB)
            same = compare_with_goal(hours.added_mib / minute.added_mib, at_most=MAX_GROWTH)
            print(f"| {name} | {minute.added_mib:.0f} | {hours.added_mib:.0f} | {within}; ratio {same} |")


def main() -> None:
    """Run the selected measurements."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decode", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="runs of each contestant")
    parser.add_argument("--films", type=Path, help="folder that keeps the videos for the next run")
    parser.add_argument("--quick", action="store_true", help="one round, 720p only")
    parser.add_argument("--codecs", action="store_true", help="HEVC, VP8 and MPEG-4 instead of H.264")
    parser.add_argument("--memory", action="store_true", help="measure the memory of two hours only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder: Path = options.films or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{os.cpu_count()} cores")
        if options.memory:
            compare_memory(encode_film(FILMS[1], folder))
            return
        for film in OTHER_CODECS if options.codecs else FILMS[:2] if options.quick else FILMS:
            compare(film, encode_film(film, folder), 1 if options.quick else options.rounds)


if __name__ == "__main__":
    main()
