"""The function that reads subtitle files in the child process; the parent's side is `in_child.py`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from vindex_assets.media.subtitles.judge import judge_cues
from vindex_assets.media.subtitles.limits import UnreadableSubtitles
from vindex_assets.media.subtitles.read import read_sidecar
from vindex_assets.media.subtitles.sidecars.reading import GONE, Sidecar, SidecarReading, passed_over, unreadable

Progress = Callable[[float], None]


def read_sidecars(files: list[dict[str, Any]], duration_s: float, progress: Progress) -> dict[str, Any]:
    """What subtitle files of a film give, up to the first that is its transcript and says enough.

    Args:
        files: Fields of `Sidecar`, the preferred first.
        duration_s: Length of the film.
        progress: Called with the place of each file in the list before it is read.
    """
    return {"readings": [reading.to_dict() for reading in _readings(files, duration_s, progress)]}


def _readings(files: list[dict[str, Any]], duration_s: float, progress: Progress) -> Iterator[SidecarReading]:
    for place, fields in enumerate(files):
        progress(place)
        reading = _read(Sidecar(**fields), duration_s)
        yield reading
        if reading.is_transcript and not reading.is_sparse:
            return


def _read(sidecar: Sidecar, duration_s: float) -> SidecarReading:
    """What one file gives; no error of a parser, foreseen or not, costs more than this file."""
    if sidecar.fault:
        return unreadable(sidecar, sidecar.fault)
    try:
        return _judged(sidecar, duration_s)
    except UnreadableSubtitles as error:
        return unreadable(sidecar, str(error))
    except FileNotFoundError:
        return unreadable(sidecar, GONE)
    except MemoryError:
        return unreadable(sidecar, "that takes more memory than is allowed")
    except Exception as error:  # noqa: BLE001 - of a file that anybody can write; the log keeps the trace
        sys.excepthook(type(error), error, error.__traceback__)
        return unreadable(sidecar, f"unexpected {type(error).__name__}; the log has the trace")


def _judged(sidecar: Sidecar, duration_s: float) -> SidecarReading:
    subtitles = read_sidecar(Path(sidecar.path), name=sidecar.name, language=sidecar.language)
    verdict = judge_cues(subtitles.cues, duration_s=duration_s, source=sidecar.source)
    if verdict.refusal:
        return passed_over(sidecar, verdict.refusal, *subtitles.notes)
    return SidecarReading(
        is_transcript=True,
        notes=(*subtitles.notes, *verdict.notes),
        cues=verdict.cues,
        language=subtitles.language,
        words=verdict.words,
        is_sparse=verdict.is_sparse(duration_s),
    )
