"""`python -m benchmarks.gpu`: what a GPU gives, in under ten minutes; needs one CUDA device, ../shared and ffmpeg.

It prints each sample and whether the goals are reached; the exit status is 2 where there is no CUDA device.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.gpu.encoders import BARE, measure_text, measure_vision
from benchmarks.gpu.hearing import WHISPERX, measure_hearing
from benchmarks.gpu.random_models import E5_SMALL, SIGLIP_BASE
from benchmarks.harness.case import Goal
from benchmarks.harness.figures import judge
from benchmarks.harness.sample import Sample
from benchmarks.media.speech.long_sound import loop_speech
from vindex_search.models.cache import device
from vindex_search.models.catalogue import WHISPER_BASE
from vindex_search.models.weights import WeightsLocator

NO_DEVICE: Final = "no CUDA device is here: these measurements need one"
FRAMES: Final = 4096
PASSAGES: Final = 8192
MINUTES: Final = 30
GOALS: Final = (
    Goal(metric="rate", at_least=0.9, against=BARE, subject="vision encoder"),
    Goal(metric="rate", at_least=0.9, against=BARE, subject="text encoder"),
    Goal(metric="wall", at_most=1.05, against=WHISPERX, subject="hearing, whole process"),
)


def measure(folder: Path, rounds: int) -> Iterator[Sample]:
    """All parts, one after another."""
    yield from measure_vision(folder / "vision", SIGLIP_BASE, count=FRAMES, rounds=rounds)
    yield from measure_text(folder / "text", E5_SMALL, count=PASSAGES, rounds=rounds)
    whisper = WeightsLocator().locate(WHISPER_BASE)
    yield from measure_hearing(loop_speech(folder, MINUTES), whisper, "cuda", folder, rounds)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each contestant; default: 3")
    rounds = parser.parse_args().rounds
    if device() != "cuda":
        print(NO_DEVICE, file=sys.stderr)
        return 2
    samples: list[Sample] = []
    with tempfile.TemporaryDirectory(prefix="vindex-gpu-") as folder:
        for sample in measure(Path(folder), rounds):
            print(
                f"{sample.subject}: {sample.contestant}: {sample.metric} {sample.value:.4g} {sample.unit}", flush=True
            )
            samples.append(sample)
    for verdict in judge(GOALS, samples):
        mark = "reached" if verdict.is_reached else "MISSED"
        print(f"{verdict.goal.metric} {verdict.goal.bound} ({verdict.subject}): {verdict.spread}: {mark}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
