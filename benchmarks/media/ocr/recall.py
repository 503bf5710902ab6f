"""Which of the lines that stand in frames were read."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.media.ocr.subjects import Lines, comparable


def recall(found: Sequence[Sequence[str]], known: Sequence[Lines]) -> float:
    """Share of the known lines of all frames that were read in the same frame; 1 where none is known."""
    wanted = sum(len(lines) for lines in known)
    read = sum(len(comparable(lines) & others) for lines, others in zip(found, known, strict=True))
    return read / wanted if wanted else 1.0
