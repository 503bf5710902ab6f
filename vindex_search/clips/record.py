"""How far the job of a clip is: the record beside its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal, get_args

from vindex_search.clips.asked import ClipAsked
from vindex_search.contract.record_format import Fields, Record

ClipState = Literal["waiting", "running", "done", "failed"]
STATES: Final[tuple[ClipState, ...]] = get_args(ClipState)


@dataclass(frozen=True, slots=True)
class ClipRecord(Record):
    """A job.

    Attributes:
        job: Its id.
        video_id: The video.
        title: Of the video, for the name of the file.
        version: Of the upload that it is cut from.
        asked: What is asked for.
        state: How far it is.
        at: Unix seconds at which this was written: while it waits or runs, the sign of life of who does it.
        progress: Of the cutting, 0 to 1.
        start_s: Where in the video the clip begins, as it became.
        end_s: Where it ends.
        size: Bytes of the file.
        reason: Why it failed; empty otherwise.
        note: What had to be encoded although a copy was asked for; empty otherwise.
    """

    FILE: ClassVar = "job.json"
    job: str
    video_id: str
    title: str
    version: str
    asked: ClipAsked
    state: ClipState
    at: float
    progress: float = 0.0
    start_s: float = 0.0
    end_s: float = 0.0
    size: int = 0
    reason: str = ""
    note: str = ""

    def to_dict(self) -> dict[str, object]:
        """The fields; what was asked for is a nested object."""
        return {**Record.to_dict(self), "asked": self.asked.to_dict()}

    @classmethod
    def _from_fields(cls, record: Fields) -> ClipRecord:
        return cls(
            job=record.string("job"),
            video_id=record.string("video_id"),
            title=record.string("title"),
            version=record.string("version"),
            asked=_asked(record.nested("asked")),
            state=record.one_of("state", STATES),
            at=record.number("at"),
            progress=record.number("progress"),
            start_s=record.number("start_s"),
            end_s=record.number("end_s"),
            size=record.integer("size"),
            reason=record.string("reason"),
            note=record.string("note"),
        )


def _asked(fields: Fields) -> ClipAsked:
    numbers = {name: fields.number(name) for name in ("start_s", "end_s", "before_s", "after_s")}
    return ClipAsked(
        **numbers,
        mode=fields.one_of("mode", ("exact", "fast")),
        format=fields.one_of("format", ("mp4", "m4a", "gif")),
        subtitles=fields.one_of("subtitles", ("none", "burnt", "separate")),
    )
