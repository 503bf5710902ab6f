"""The chapters that a media file has itself, as the probe read them into the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from vindex_search.contract.chapters import Chapters, Mark, chapters_of_marks

MIN_NAMED: Final = 1  # chapters with a title that are worth a list


def read_file_chapters(manifest: Mapping[str, Any], duration_s: float) -> Chapters:
    """The chapters of a file that have a title; none where it has none, or numbers them only ("Chapter 3").

    Args:
        manifest: As `video.json` has it; what an older version wrote may lack chapters.
        duration_s: Length of the film.
    """
    listed = manifest.get("chapters")
    marks = list(_marks(listed)) if isinstance(listed, list | tuple) else []
    named = [title for title, _ in marks if not _is_number_only(title)]
    return chapters_of_marks(marks, duration_s) if len(named) >= MIN_NAMED else ()


def _marks(listed: list[Any] | tuple[Any, ...]) -> Iterator[Mark]:
    for one in listed:
        title = one.get("title") if isinstance(one, Mapping) else None
        if isinstance(title, str) and isinstance(one.get("start_s"), int | float):
            yield title, float(one["start_s"])


def _is_number_only(title: str) -> bool:
    """Whether a title says no more than its place, as converters name chapters: `Chapter 03`, `00:12:30.000`."""
    words = title.replace(":", " ").replace(".", " ").split()
    return all(word.isdigit() or word.casefold() in {"chapter", "kapitel", "chapitre"} for word in words)
