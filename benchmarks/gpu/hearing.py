"""Hearing beside WhisperX's command line: both as a process, with the same weights, on the same sound.

Its aligner's weights come from a hub, so the command line gives no word times, which ours has from cross-attention.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.harness.sample import OURS, Sample
from benchmarks.harness.turns import take_turns
from benchmarks.harness.usage import run_process

WHISPERX: Final = "whisperx"
COMPUTE_TYPE: Final = {"cuda": "float16", "cpu": "int8"}
BATCH: Final = {"cuda": 16, "cpu": 4}


def measure_hearing(sound: Path, model: Path, device: str, folder: Path, rounds: int) -> Iterator[Sample]:
    """Seconds and memory of both, with the start of the process and the loading of the model.

    Args:
        sound: 16 kHz mono.
        model: A Whisper as CTranslate2 stores it.
        device: "cuda" or "cpu".
        folder: For the command line's output.
        rounds: Turns of each.
    """
    ours = [sys.executable, "-m", "benchmarks.gpu.hearing", str(sound), str(model)]
    theirs = whisperx_command(sound, model, device, folder)
    yield from take_turns(
        "hearing, whole process", {OURS: lambda: run_process(ours), WHISPERX: lambda: run_process(theirs)}, rounds
    )


def whisperx_command(sound: Path, model: Path, device: str, folder: Path) -> list[str]:
    """The command line that a user would write, without what needs a hub."""
    options = {
        "--model": str(model),
        "--device": device,
        "--compute_type": COMPUTE_TYPE[device],
        "--batch_size": str(BATCH[device]),
        "--output_dir": str(folder),
        "--output_format": "json",
        "--model_cache_only": "True",
    }
    flat = [part for option in options.items() for part in option]
    return [sys.executable, "-m", "whisperx", str(sound), "--no_align", *flat]


def hear(sound: Path, model: Path) -> int:
    """What the asset `transcript` does; returns the number of segments."""
    from benchmarks.media.speech.contestants import vindex
    from vindex_assets.speech.whisper.recogniser import WhisperXRecogniser

    return len(vindex(WhisperXRecogniser(model, align_dirs={}))(sound))


if __name__ == "__main__":
    hear(Path(sys.argv[1]), Path(sys.argv[2]))
