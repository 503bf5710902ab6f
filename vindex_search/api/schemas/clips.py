"""A clip that is asked for, and how far its job is, as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from vindex_search.api.schemas import described
from vindex_search.clips.asked import MAX_HANDLE_S, ClipAsked, Subtitles
from vindex_search.clips.cut.task import ClipFormat, ClipMode
from vindex_search.clips.record import ClipRecord, ClipState
from vindex_search.clips.shelf import KEPT_S
from vindex_search.storage.bucket.base import iso_timestamp

MAX_TIME_S: Final = 1e7  # in a video, as of a search


def _finite(value: float) -> float:
    if not 0 <= value <= MAX_TIME_S:
        raise ValueError(f"{value} is no time in a video; allowed are 0 to {MAX_TIME_S:.0f} seconds")
    return value


Time = Annotated[float, AfterValidator(_finite)]
IN_VIDEO: Final = described.number_between(0, MAX_TIME_S)


class ClipRequest(BaseModel):
    """A clip of a video."""

    model_config = ConfigDict(extra="forbid")

    start: Time = Field(description="Start in the video, in seconds.", examples=[12.5], json_schema_extra=IN_VIDEO)
    end: Time = Field(description="End in the video, in seconds.", examples=[21.0], json_schema_extra=IN_VIDEO)
    before: float = Field(0.0, ge=0, le=MAX_HANDLE_S, description="Handle before the start, in seconds.")
    after: float = Field(0.0, ge=0, le=MAX_HANDLE_S, description="Handle after the end, in seconds.")
    mode: ClipMode = Field(
        "exact",
        description="`exact`: to the frame, encoded again. `fast`: from the key frame before, copied where MP4 allows.",
    )
    format: ClipFormat = Field("mp4", description="`mp4`, `m4a` (sound alone) or `gif` (at most 10 s).")
    subtitles: Subtitles = Field(
        "none", description="`burnt` into the picture, or `separate`: a WebVTT file beside the clip."
    )

    def asked(self) -> ClipAsked:
        """The same for the jobs."""
        return ClipAsked(
            start_s=self.start,
            end_s=self.end,
            before_s=self.before,
            after_s=self.after,
            mode=self.mode,
            format=self.format,
            subtitles=self.subtitles,
        )


class ClipOut(BaseModel):
    """The job of a clip."""

    job: str = Field(description="Its id.", examples=["team--talk-0123456789.0123456789abcdef"])
    video_id: str = Field(description="The video's id.", examples=["team--talk-0123456789"])
    state: ClipState = Field(description="`waiting`, `running`, `done` or `failed`.", examples=["done"])
    progress: float = Field(description="Share that is done, 0 to 1.", examples=[1.0])
    format: ClipFormat = Field(description="Of the file.", examples=["mp4"])
    mode: ClipMode = Field(description="As asked for.", examples=["exact"])
    start_s: float | None = Field(description="Where in the video the clip begins; null until it is done.")
    end_s: float | None = Field(description="Where it ends; null until it is done.")
    size: int | None = Field(description="Bytes of the file; null until it is done.")
    reason: str | None = Field(description="Why it failed; null: it has not.")
    note: str | None = Field(description="What was encoded again although a copy was asked for; null: nothing.")
    url: str | None = Field(description="The file; null until it is done.")
    subtitles_url: str | None = Field(description="Its subtitles as WebVTT; null: it has none of its own.")
    expires_at: str | None = Field(description="When it is removed, ISO 8601 in UTC; null until it is done.")


def clip_out(record: ClipRecord) -> ClipOut:
    """A job as JSON."""
    done = record.state == "done"
    url = f"/v1/clips/{record.job}"
    expires = datetime.fromtimestamp(record.at + KEPT_S, UTC)
    return ClipOut(
        job=record.job,
        video_id=record.video_id,
        state=record.state,
        progress=record.progress,
        format=record.asked.format,
        mode=record.asked.mode,
        start_s=record.start_s if done else None,
        end_s=record.end_s if done else None,
        size=record.size if done else None,
        reason=record.reason or None,
        note=record.note or None,
        url=f"{url}/file" if done else None,
        subtitles_url=f"{url}/subtitles.vtt" if done and record.asked.subtitles == "separate" else None,
        expires_at=iso_timestamp(expires) if done else None,
    )
