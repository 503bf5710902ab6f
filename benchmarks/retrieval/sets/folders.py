"""The sets in a folder: the folder itself, and those below it that have the same form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.retrieval.lectures import CAPTIONS, Lecture, Question, read_lectures
from benchmarks.retrieval.sets.questions import Half, questions_of

ROOT_NAME: Final = "chapters"  # of the set that lies in the folder itself


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Captioned videos by id, and what is asked of them."""

    name: str
    lectures: dict[str, Lecture]
    questions: list[Question]


def find_sets(folder: Path) -> dict[str, Path]:
    """The folder of each set by its name, the one of the folder itself first."""
    below = {one.name: one for one in sorted(folder.iterdir()) if one.is_dir()} if folder.is_dir() else {}
    return {name: one for name, one in ({ROOT_NAME: folder} | below).items() if (one / CAPTIONS).is_file()}


def read_sets(folder: Path, names: Sequence[str] = (), half: Half = "all") -> list[RetrievalSet]:
    """The sets of these names; no names: all there are.

    Args:
        folder: Has the form of `../shared/retrieval`.
        names: Of sets.
        half: What is to be asked: each set needs questions of it.

    Raises:
        ValueError: there is no set, or none of a name, or one has no questions of the half; the message says which.
    """
    found = find_sets(folder)
    unknown = [name for name in names if name not in found]
    if unknown or not found:
        what = f"no set {', '.join(unknown)}" if unknown else f"no {CAPTIONS}"
        raise ValueError(f"{folder} and the folders in it have {what}; there are {', '.join(found) or 'none'}")
    sets = [RetrievalSet(name, *read_lectures(found[name])) for name in names or found]
    for one in sets:
        if not questions_of(one.questions, half):
            raise ValueError(f"the set {one.name} has no questions of the half {half!r}: a half is every second video")
    return sets
