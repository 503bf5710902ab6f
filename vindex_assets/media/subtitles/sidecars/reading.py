"""What is read of a subtitle file, as values that pass between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from vindex_assets.media.subtitles.cues import Cue
from vindex_search.contract.notes import NOTES, Note, from_values, to_stamp

GONE: Final = "it is no longer in the bucket"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A subtitle file to read.

    Attributes:
        name: By which people know it.
        language: That its name states.
        path: On this machine.
        fault: Why it is not to be opened, as the end of a sentence.
    """

    name: str
    language: str | None = None
    path: str = ""
    fault: str | None = None

    @property
    def source(self) -> str:
        """The file in sentences."""
        return f"the subtitle file {self.name}"


@dataclass(frozen=True, slots=True)
class SidecarReading:
    """What a subtitle file gave.

    Attributes:
        is_transcript: Whether its cues are the transcript of the film; if not, a note says why.
        notes: What was met in reading it.
        cues: Those inside the film, on its clock.
        language: That the file itself states.
        words: How many are spoken.
        is_sparse: They are so few that the sound has to decide whether that is all.
    """

    is_transcript: bool = False
    notes: tuple[Note, ...] = ()
    cues: tuple[Cue, ...] = ()
    language: str | None = None
    words: int = 0
    is_sparse: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The reading as values of JSON."""
        return {**asdict(self), "notes": to_stamp(self.notes).get(NOTES, [])}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`."""
        cues = tuple(Cue.from_values(cue) for cue in values["cues"])
        return cls(**{**values, "notes": from_values(values), "cues": cues})


def unreadable(sidecar: Sidecar, reason: str) -> SidecarReading:
    """The reading of a file that cannot be read, with the reason as the end of a sentence."""
    return SidecarReading(notes=(Note("subtitles_unreadable", f"{sidecar.source} cannot be read: {reason}"),))


def passed_over(sidecar: Sidecar, reason: str, *met: Note) -> SidecarReading:
    """The reading of a file that is no transcript, with the reason as a sentence, after what was met in it."""
    note = Note("subtitles_passed_over", f"{sidecar.source} was passed over: {reason}")
    return SidecarReading(notes=(*met, note))
