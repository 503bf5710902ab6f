"""Word error rates and word times of every recogniser that can run here, on clips with known words.

`python -m benchmarks.media.speech.wer` prints Markdown. The reference texts are those of ../shared/media; that of the
lecture is itself the output of a large model, so its figure says how far two recognisers differ. The reference times
are those of PocketSphinx's forced alignment, good to 0.1 s.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.media.speech.contestants import CONTESTANTS, Contestant
from benchmarks.media.speech.references import (
    CLIPS,
    MEDIA,
    joined_text,
    reference_text,
    word_error_rate,
    word_time_errors,
)
from tests.support.media.audio.recordings import write_flac
from vindex_search.models.weights import MissingWeights

LONGEST_S = 600.0


def measure(transcribe: Contestant, clip: Path, folder: Path) -> tuple[str, list[float]]:
    """A row of the table, and the errors of its word times in seconds."""
    audio = folder / "audio.flac"
    write_flac(clip, audio, seconds=LONGEST_S)
    segments = transcribe(audio)
    errors = word_time_errors(clip, segments)
    words = len(reference_text(clip).split())
    return f"| {clip.name} | {words} | {word_error_rate(clip, joined_text(segments)):.2f} | {_times(errors)} |", errors


def _times(errors: Sequence[float]) -> str:
    if len(errors) < 2:
        return " | "
    return f"{statistics.median(errors):.2f} | {statistics.quantiles(errors, n=10)[-1]:.2f}"


def main() -> None:
    """Measure each recogniser on each clip."""
    for name, make in CONTESTANTS.items():
        try:
            transcribe = make()
        except MissingWeights as absent:
            print(f"{name}: does not run here: {absent}\n")
            continue
        print(f"### {name}\n\n| clip | words | word error rate | word times, median s | 90th |\n|---|---|---|---|---|")
        errors: list[float] = []
        with tempfile.TemporaryDirectory() as folder:
            for clip in CLIPS:
                row, of_clip = measure(transcribe, MEDIA / clip, Path(folder))
                errors += of_clip
                print(row, flush=True)
        print(f"| all words with times | {len(errors)} | | {_times(errors)} |\n")


if __name__ == "__main__":
    main()
