"""The overlay of a video: its corrections in force and the names of its workspace's speakers, laid over tables. Pure.

Entries are applied in the order in which they were made. Names of speakers come last: first those of the video, then,
for labels that the video says nothing of, those of its workspace; so a line that was given to a speaker's label has the
name as well. What no line is like any more is left out, and listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from vindex_search.contract.corrections.correction import Correction, Kind
from vindex_search.contract.corrections.journal import digest
from vindex_search.corrections.matching import Line, find_line
from vindex_search.corrections.words import edited
from vindex_search.passages.segments import Segment


@dataclass(frozen=True, slots=True)
class Overlay:
    """Corrections in force, oldest first.

    Attributes:
        of_video: Those of the video.
        names: The names of speakers of its workspace.
    """

    of_video: tuple[Correction, ...] = ()
    names: tuple[Correction, ...] = ()

    def digest(self, labels: Iterable[str | None]) -> str:
        """16 hex digits over what applies to a video whose lines have these speakers; empty where nothing does."""
        known = {*labels, *(one.after for one in self.of_kind("line_speaker"))}
        return digest((*self.of_video, *(one for one in self.names if one.before in known)))

    def of_kind(self, *kinds: Kind) -> tuple[Correction, ...]:
        """The corrections of the video of some kinds."""
        return tuple(one for one in self.of_video if one.kind in kinds)

    @property
    def speaker_names(self) -> Mapping[str, str]:
        """The name of each label that has one: the latest of the video, else the latest of the workspace."""
        latest = [*self.names, *self.of_kind("speaker")]
        return {one.before: one.after for one in latest}


@dataclass(frozen=True, slots=True)
class Corrected:
    """Segments with the corrections applied.

    Attributes:
        segments: The segments, as many as before and in the same order.
        edits: By number of the segment, the corrections that are shown in it.
        unmatched: Corrections that no segment is like.
    """

    segments: tuple[Segment, ...]
    edits: Mapping[int, tuple[Correction, ...]]
    unmatched: tuple[Correction, ...]


def apply_to_segments(overlay: Overlay, segments: Sequence[Segment]) -> Corrected:
    """A transcript with its corrections."""
    corrected, edits, unmatched = list(segments), dict[int, tuple[Correction, ...]](), list[Correction]()
    for one in overlay.of_kind("transcript", "line_speaker"):
        line = find_line(one, _lines(corrected))
        if line is None:
            unmatched.append(one)
            continue
        corrected[line.row] = _changed(corrected[line.row], one)
        edits[line.row] = (*edits.get(line.row, ()), one)
    names = overlay.speaker_names
    named = tuple(replace(one, speaker=names.get(one.speaker or "", one.speaker)) for one in corrected)
    return Corrected(named, edits, tuple(unmatched))


def apply_to_texts(overlay: Overlay, lines: Sequence[Line]) -> tuple[dict[int, str], tuple[Correction, ...]]:
    """The texts on screen that change, by row, and the corrections that no text is like."""
    current = {line.row: line for line in lines}
    unmatched = []
    for one in overlay.of_kind("screen"):
        line = find_line(one, current.values())
        if line is None:
            unmatched.append(one)
        else:
            current[line.row] = replace(line, text=one.after)
    changed = {line.row: current[line.row].text for line in lines if current[line.row].text != line.text}
    return changed, tuple(unmatched)


def _lines(segments: Sequence[Segment]) -> Iterable[Line]:
    return (Line(row, one.start_s, one.end_s, one.text) for row, one in enumerate(segments))


def _changed(segment: Segment, correction: Correction) -> Segment:
    if correction.kind == "line_speaker":
        return replace(segment, speaker=correction.after)
    return segment if segment.text == correction.after else edited(segment, correction.after)
