"""The text of a passage without what it repeats of the one before, which is there to be found by phrases only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def own_text(row: Mapping[str, Any]) -> str:
    """The text of a row with `text`, `sentences` and `start_s`, from where its time begins."""
    own = (sentence["at"] for sentence in row["sentences"] or () if sentence["start_s"] >= row["start_s"])
    text: str = row["text"]
    return text[next(own, 0) :]
