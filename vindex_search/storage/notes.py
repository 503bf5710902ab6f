"""The notes of a video, from its artefacts in the order of the pipeline: few enough and short enough to show.

An artefact holds every note that was made of it. What is recorded and shown of them is bounded, because a damaged or
hostile file may have a fault in each of its packets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from vindex_search.contract.artefacts import ARTEFACTS, VIDEO
from vindex_search.contract.notes import NOTE_CODES, Note, NoteCode, from_values
from vindex_search.contract.records import VideoRecord
from vindex_search.storage.store import Store

MAX_PER_CODE: Final = 8  # the first faults of a kind show where to look; the rest are counted
MAX_TEXT_LENGTH: Final = 300  # characters: a long sentence with two file names
TIME_DIGITS: Final = 3  # milliseconds, as other times that are shown


def collect_notes(store: Store, video_id: str) -> tuple[Note, ...]:
    """The notes of all artefacts of a video as they are now, bounded."""
    return bounded(note for asset in ARTEFACTS for note in artefact_notes(store, video_id, asset))


def artefact_notes(store: Store, video_id: str, asset: str) -> tuple[Note, ...]:
    """The notes of one asset's artefact; none where it is absent or cannot be read."""
    artefact = ARTEFACTS[asset]
    if artefact == VIDEO:
        video = store.try_read_record(video_id, VideoRecord)
        return from_values(video.manifest) if video else ()
    stamp = store.try_stamp(video_id, artefact)
    return from_values(stamp.note) if stamp else ()


def bounded(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Notes without duplicates, the same kinds together, in sentences of bounded length.

    Of a kind with more than `MAX_PER_CODE` notes the first are kept, and one more says how many were left out.
    """
    by_code: dict[NoteCode, list[Note]] = {}
    for note in dict.fromkeys(map(_presentable, notes)):
        by_code.setdefault(note.code, []).append(note)
    return tuple(note for same in by_code.values() for note in (*same[:MAX_PER_CODE], *_summary(same[MAX_PER_CODE:])))


def count_by_code(videos: Iterable[Sequence[Note]]) -> dict[NoteCode, int]:
    """Number of videos that have a note of each kind, from the notes of every video."""
    counts = Counter(code for notes in videos for code in {note.code for note in notes})
    return {code: counts[code] for code in NOTE_CODES}


def _summary(left_out: Sequence[Note]) -> Iterable[Note]:
    """One note for those that are left out, over the range of all of them."""
    if left_out:
        starts = [note.start_s for note in left_out if note.start_s is not None]
        ends = [note.end_s for note in left_out if note.end_s is not None]
        text = f"{len(left_out)} more of this kind"
        yield Note(left_out[0].code, text, min(starts, default=None), max(ends, default=None))


def _presentable(note: Note) -> Note:
    """A note on one line, cut where it is long, without what would steer a terminal or is no valid Unicode."""
    cut = note.text[:MAX_TEXT_LENGTH]
    plain = " ".join("".join(char if char.isprintable() else " " for char in cut).split())
    text = plain if len(note.text) <= MAX_TEXT_LENGTH else f"{plain}…"
    return replace(note, text=text, start_s=_rounded(note.start_s), end_s=_rounded(note.end_s))


def _rounded(second: float | None) -> float | None:
    return None if second is None else round(second, TIME_DIGITS)
