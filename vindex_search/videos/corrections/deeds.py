"""Corrections made and undone: checked against what is shown now, written down, and appended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vindex_search.audit.actor import Actor
from vindex_search.audit.trail import trail_of
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.contract.corrections.correction import Correction, Kind, make_correction
from vindex_search.contract.corrections.journal import CorrectionsRecord
from vindex_search.contract.ids import workspace_of_video
from vindex_search.corrections.journals import append_name, append_to_video, read_names, read_overlay
from vindex_search.corrections.matching import Line, find_line, is_same_text
from vindex_search.corrections.overlay import Overlay, apply_to_segments, apply_to_texts
from vindex_search.corrections.texts import screen_lines
from vindex_search.passages.segments import Segment, from_row
from vindex_search.storage.store import Store

SHOWN: Final = 200  # characters of a text in a message


class LineChanged(ValueError):
    """The line does not say any more what is to be corrected; the message has what it says now.

    Attributes:
        now: The line as it is; None where there is none like it.
    """

    def __init__(self, now: Line | None) -> None:
        says = f"it says now: {now.text[:SHOWN]!r}" if now else "there is no such line at this time"
        super().__init__(f"the line was changed meanwhile; {says}")
        self.now = now


class UnknownCorrection(LookupError):
    """There is no such correction, or it is undone already."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A correction as somebody asks for it.

    Attributes:
        kind: What it corrects; no undo.
        before: The line's text, or the speaker's label or name, as it is shown now.
        after: What it is to be.
        times: Start and end of the line in seconds; None for a speaker's name.
    """

    kind: Kind
    before: str
    after: str
    times: tuple[float, float] | None = None


def correct(store: Store, video_id: str, wanted: Wanted, *, actor: Actor | None = None) -> Correction:
    """Correct a video.

    Raises:
        LineChanged: what is to be corrected is not what is shown now.
        InvalidCorrection, JournalFull, VideoGone: it cannot be made.
        AuditUnavailable: it cannot be written down, and is not made.
    """
    trail = trail_of(store, actor)
    entry = make_correction(wanted.kind, wanted.before, wanted.after, by=trail.actor.name, times=wanted.times)
    names = read_names(store, workspace_of_video(video_id)).active

    def checked(record: CorrectionsRecord) -> Correction:
        _require_shown(store, video_id, Overlay(record.active, names), entry)
        return entry

    with trail.deed("correct", videos=[video_id], detail=f"{entry.id}: {wanted.kind}"):
        return append_to_video(store, video_id, checked)


def name_speaker(store: Store, workspace: str, label: str, name: str, *, actor: Actor | None = None) -> Correction:
    """Name a speaker in all videos of a workspace.

    Raises:
        InvalidCorrection, JournalFull: it cannot be made.
        AuditUnavailable: it cannot be written down, and is not made.
    """
    trail = trail_of(store, actor)
    entry = make_correction("speaker", label, name, by=trail.actor.name)
    with trail.deed("correct", workspace=workspace, detail=f"{entry.id}: speaker"):
        return append_name(store, workspace, lambda _record: entry)


def undo(store: Store, video_id: str, correction_id: str, *, actor: Actor | None = None) -> Correction:
    """Take back a correction of a video, or an undo; returns the entry that does.

    Raises:
        UnknownCorrection: there is none with this id that is in force.
        JournalFull, VideoGone: it cannot be made.
        AuditUnavailable: it cannot be written down, and is not made.
    """
    trail = trail_of(store, actor)

    def checked(record: CorrectionsRecord) -> Correction:
        if correction_id not in in_force(record.entries):
            raise UnknownCorrection(f"there is no correction {correction_id!r} in force")
        return make_correction("undo", correction_id, "", by=trail.actor.name)

    with trail.deed("correct", videos=[video_id], detail=f"undo of {correction_id}"):
        return append_to_video(store, video_id, checked)


def in_force(entries: Sequence[Correction]) -> frozenset[str]:
    """The ids of the entries that no other takes back, undoes among them."""
    undone: set[str] = set()
    for entry in reversed(entries):
        if entry.kind == "undo" and entry.id not in undone:
            undone.add(entry.before)
    return frozenset(entry.id for entry in entries) - undone


def unmatched(store: Store, video_id: str) -> tuple[Correction, ...]:
    """The corrections in force that nothing in the video is like any more."""
    overlay = read_overlay(store, video_id)
    spoken = apply_to_segments(overlay, _segments(store, video_id)).unmatched
    return (*spoken, *apply_to_texts(overlay, _screen_lines(store, video_id))[1])


def _require_shown(store: Store, video_id: str, overlay: Overlay, entry: Correction) -> None:
    if entry.kind == "speaker":
        return
    if entry.kind == "screen":
        lines = _screen_lines(store, video_id)
        changed, _missed = apply_to_texts(overlay, lines)
        shown = [Line(one.row, one.start_s, one.end_s, changed.get(one.row, one.text)) for one in lines]
    else:
        segments = apply_to_segments(overlay, _segments(store, video_id)).segments
        shown = [Line(row, one.start_s, one.end_s, one.text) for row, one in enumerate(segments)]
    found = find_line(entry, shown)
    if found is None or not is_same_text(found.text, entry.before):
        raise LineChanged(found or _at(shown, entry))


def _at(lines: Sequence[Line], entry: Correction) -> Line | None:
    """The line in the middle of an anchor."""
    middle_s = ((entry.start_s or 0.0) + (entry.end_s or 0.0)) / 2
    return next((line for line in lines if line.start_s <= middle_s <= line.end_s), None)


def _segments(store: Store, video_id: str) -> list[Segment]:
    try:
        rows = store.read_table(video_id, TRANSCRIPT).iter_rows(named=True)
    except FileNotFoundError:  # nothing is heard yet
        return []
    return [from_row({**row, "words": row["words"] or ()}) for row in rows]


def _screen_lines(store: Store, video_id: str) -> list[Line]:
    try:
        return screen_lines(store, video_id)
    except FileNotFoundError:  # nothing is read yet
        return []
