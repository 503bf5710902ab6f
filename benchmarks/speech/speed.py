"""Real-time factor of the offline set beside faster-whisper's batched pipeline, in turns on the same file.

`python -m benchmarks.speech.speed [--rounds 3]` prints Markdown. Models are loaded before.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.ratios import compare_with_goal, spread
from benchmarks.speech.contestants import CONTESTANTS, Contestant
from benchmarks.speech.references import MEDIA
from tests.support.media.audio.recordings import write_flac

OURS: Final = "offline (Whisper base)"
REFERENCE: Final = "faster-whisper, batched"
CLIPS: Final = {"video/derived_lecture_dev.mp4": 97.0, "audio/multilingual_en_de.mp3": 60.0}  # seconds
MAX_FACTOR: Final = 0.15
MAX_RATIO: Final = 1.05


def seconds(transcribe: Contestant, audio: Path) -> float:
    """Wall time of one transcription."""
    began = time.perf_counter()
    transcribe(audio)
    return time.perf_counter() - began


def compare(clip: Path, duration_s: float, rounds: int) -> str:
    """A row of the table."""
    ours, reference = CONTESTANTS[OURS](), CONTESTANTS[REFERENCE]()
    with tempfile.TemporaryDirectory() as folder:
        audio = Path(folder) / "audio.flac"
        write_flac(clip, audio, seconds=600.0)
        for contestant in (ours, reference):
            contestant(audio)
        pairs = [(seconds(ours, audio), seconds(reference, audio)) for _ in range(rounds)]
    factors = spread([own / duration_s for own, _ in pairs])
    ratios = spread([own / other for own, other in pairs])
    goals = (
        f"{compare_with_goal(factors.median, at_most=MAX_FACTOR)} | "
        f"{compare_with_goal(ratios.median, at_most=MAX_RATIO)}"
    )
    return f"| {clip.name} | {factors} | {spread([other / duration_s for _, other in pairs])} | {ratios} | {goals} |"


def main() -> None:
    """Compare on each clip."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    print(f"| clip | {OURS} | {REFERENCE} | ratio | factor | ratio |\n|---|---|---|---|---|---|")
    for clip, duration_s in CLIPS.items():
        print(compare(MEDIA / clip, duration_s, rounds), flush=True)


if __name__ == "__main__":
    main()
