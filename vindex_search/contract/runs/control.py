"""Control: what people ask of the runs of a video or a workspace. The service writes it, the pipeline obeys it.

cancelled.json, priority.json             in the folder of the video
skipped.json                              the same; written by the pipeline, which obeyed a cancellation
paused/<workspace>.json                   below the root of the store
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal, Self, get_args

from vindex_search.contract.record_format import Fields, Record

Priority = Literal["high", "normal", "low"]
PRIORITIES: Final[tuple[Priority, ...]] = get_args(Priority)


@dataclass(frozen=True, slots=True)
class CancelRecord(Record):
    """That no run is to work on a revision: those at it stop, and none is requested until a retry or a new upload.

    Attributes:
        revision: The revision of the upload.
        at: When it was asked for.
        by: Who asked, for people.
    """

    FILE: ClassVar = "cancelled.json"
    revision: str
    at: str
    by: str

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(revision=record.string("revision"), at=record.string("at"), by=record.string("by"))


@dataclass(frozen=True, slots=True)
class SkippedRecord(Record):
    """That a run leaves a video alone from now on, because it was cancelled while the run worked on it.

    Attributes:
        run_id: The run; any other one works on the video.
    """

    FILE: ClassVar = "skipped.json"
    run_id: str

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(run_id=record.string("run_id"))


@dataclass(frozen=True, slots=True)
class PriorityRecord(Record):
    """Before or after the other videos of its workspace a video is to be worked on; removed once it is indexed.

    Attributes:
        priority: `high`, `normal` or `low`.
        at: When it was asked for.
        by: Who asked, for people.
    """

    FILE: ClassVar = "priority.json"
    priority: Priority
    at: str
    by: str

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(priority=record.one_of("priority", PRIORITIES), at=record.string("at"), by=record.string("by"))


@dataclass(frozen=True, slots=True)
class PausedRecord(Record):
    """That no run is requested for the videos of a workspace; runs that have begun go on.

    The file decides: a workspace whose record cannot be read is paused too.

    Attributes:
        workspace: The workspace.
        at: When it was paused.
        by: Who paused it, for people.
    """

    FILE: ClassVar = "paused/{workspace}.json"
    workspace: str
    at: str
    by: str

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(workspace=record.string("workspace"), at=record.string("at"), by=record.string("by"))
