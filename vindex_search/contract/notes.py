"""Notes of a video: what it lacks, and what had to be decided about its file, each a code and a sentence.

A note is made where the fault is met and kept in the artefact that it is about: those of the probe in `video.json`
(field `notes`), all others in the note of the artefact's stamp (key `notes`). Readers get one list per video.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Self, get_args

MAX_SECOND: Final = 1e9  # 30 years: no player goes there, and JSON knows neither infinity nor NaN
NOTES: Final = "notes"  # the field of `video.json` and the key in the note of a stamp
NoteCode = Literal[
    "times_restarted",
    "packets_unplaced",
    "length_corrected",
    "file_unread",
    "frames_lost",
    "sound_lost",
    "picture_size_changed",
    "video_track_passed_over",
    "audio_track_passed_over",
    "channel_cancelled",
    "subtitles_passed_over",
    "subtitles_unreadable",
    "subtitle_lines_skipped",
    "subtitle_encoding_guessed",
    "cues_outside",
    "subtitles_shifted",
    "subtitles_incomplete",
    "description_unreadable",
    "description_passed_over",
    "description_partly_read",
]
NOTE_CODES: Final[tuple[NoteCode, ...]] = get_args(NoteCode)
CODES_BY_NAME: Final[Mapping[str, NoteCode]] = {code: code for code in NOTE_CODES}
# Something of the upload cannot be found for it. The others say what was decided, and nothing is missing.
LOSSES: Final[frozenset[NoteCode]] = frozenset(
    {
        "packets_unplaced",
        "file_unread",
        "frames_lost",
        "sound_lost",
        "subtitles_unreadable",
        "subtitle_lines_skipped",
        "cues_outside",
        "description_unreadable",
    }
)


@dataclass(frozen=True, slots=True)
class Note:
    """One note.

    Attributes:
        code: Its kind, for programs and for counting.
        text: A sentence for people, with the numbers, without a final stop.
        start_s: Player second at which what it is about begins; None where it is about the whole video.
        end_s: Player second at which that ends; None likewise.
    """

    code: NoteCode
    text: str
    start_s: float | None = None
    end_s: float | None = None

    @property
    def is_loss(self) -> bool:
        """Whether something of the upload cannot be found for it."""
        return self.code in LOSSES

    def to_dict(self) -> dict[str, Any]:
        """The note as values of JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`.

        Raises:
            KeyError: code or text are missing, or the code is none that this version of vindex knows.
        """
        code = CODES_BY_NAME[values["code"]]
        return cls(code, values["text"], _second(values.get("start_s")), _second(values.get("end_s")))


def to_stamp(notes: Sequence[Note]) -> dict[str, Any]:
    """What the note of a stamp holds of some notes: nothing where there are none."""
    return {NOTES: [note.to_dict() for note in notes]} if notes else {}


def from_values(values: Mapping[str, Any]) -> tuple[Note, ...]:
    """The notes in `video.json` or in the note of a stamp; entries that this version cannot read are left out."""
    entries = values.get(NOTES, ())
    return tuple(_readable(entries)) if isinstance(entries, list | tuple) else ()


def _readable(entries: Iterable[Any]) -> Iterable[Note]:
    for entry in entries:
        if isinstance(entry, Mapping) and entry.get("code") in NOTE_CODES and isinstance(entry.get("text"), str):
            yield Note.from_dict(entry)


def _second(value: Any) -> float | None:
    """A time in seconds; None where the value is none."""
    return (
        float(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MAX_SECOND
        else None
    )
