"""The calibration questions: about everything and nothing, so that hardly any library answers more than a few."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def calibration_questions() -> tuple[str, ...]:
    """The questions, always in the same order."""
    text = files("vindex_search.ranking.calibration").joinpath("queries.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())
