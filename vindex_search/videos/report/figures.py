"""What the report says, as typed values: one JSON object, and the parts of the answer of `GET /v1/report`.

Figures of work are for an hour of video that was made: what the tries used, also those that failed or found the
artefact there, over the hours of those that made it.
"""

from __future__ import annotations

from pydantic import BaseModel, Field

SLOWEST_EXAMPLE = [["transcript takes 3.1 times the usual", "no subtitles"]]


class Throughput(BaseModel):
    """What became searchable in the last days."""

    days: int = Field(description="How many days.", examples=[7])
    videos: int = Field(description="Videos whose points were made in them.", examples=[120])
    hours: float = Field(description="Hours of these videos.", examples=[84.5])
    hours_a_day: float = Field(description="Hours of video a day.", examples=[12.07])


class Day(BaseModel):
    """What became searchable on a day."""

    day: str = Field(description="In UTC.", examples=["2026-03-01"])
    videos: int = Field(description="Videos whose points were made on it.", examples=[17])
    hours: float = Field(description="Hours of these videos.", examples=[12.1])


class StepFigures(BaseModel):
    """What a step takes for an hour of video; null where nothing was made, or nothing measured."""

    asset: str = Field(description="The asset that the step makes; `all`: all steps together.", examples=["transcript"])
    attempts: int = Field(description="Tries of the step.", examples=[130])
    made: int = Field(description="Those that made the artefact.", examples=[120])
    failed: int = Field(description="Those that failed.", examples=[2])
    measured: float = Field(
        description="Share of the tries whose processor time, bytes and memory were measured, from 0 to 1; the figures "
        "of these are of the measured ones.",
        examples=[1.0],
    )
    hours: float = Field(description="Hours of video that were made.", examples=[84.5])
    real_time_factor: float | None = Field(
        description="Median of the seconds for a second of video, of the tries that made it.", examples=[0.31]
    )
    slow_real_time_factor: float | None = Field(
        description="The same of the slowest tenth: nine of ten are faster.", examples=[0.52]
    )
    wall_s: float | None = Field(description="Seconds for an hour of video.", examples=[1130.0])
    cpu_s: float | None = Field(description="Processor seconds for an hour of video.", examples=[2105.0])
    gpu_s: float | None = Field(description="GPU seconds for an hour of video.", examples=[0.0])
    bytes_read: float | None = Field(description="Bytes read for an hour of video.", examples=[6.1e8])
    bytes_written: float | None = Field(description="Bytes written for an hour of video.", examples=[1.2e7])
    reading_requests: float | None = Field(description="Requests that read, on S3, for an hour.", examples=[0.0])
    writing_requests: float | None = Field(description="Requests that write or list, on S3, for an hour.", examples=[0])
    peak_memory_mib: float | None = Field(description="Median of the most memory that a try took.", examples=[812.0])
    max_memory_mib: float | None = Field(description="The most memory that any try took.", examples=[1490.0])


class SlowVideo(BaseModel):
    """One of the slowest tenth of the videos."""

    video_id: str
    duration_s: float = Field(description="Its length.", examples=[600.0])
    seconds: float = Field(description="Seconds of work on it.", examples=[402.0])
    real_time_factor: float = Field(description="Seconds of work for a second of it.", examples=[0.67])
    asset: str = Field(description="The step that took most of what it took above the median.", examples=["transcript"])
    times_median: float | None = Field(
        description="How many times the median that step took for a second of it; null: there is no median.",
        examples=[3.1],
    )
    reasons: list[str] = Field(description="Why, in words, the heaviest first.", examples=SLOWEST_EXAMPLE)


class FailureGroup(BaseModel):
    """Failed videos with the same reason; digits of reasons are not told apart."""

    asset: str = Field(description="The asset that failed.", examples=["video"])
    kind: str = Field(description="`permanent`, or `transient` where another attempt may succeed.")
    reason: str = Field(description="Why.", examples=["the file has no streams"])
    videos: int = Field(description="How many videos.", examples=[3])


class StoredKind(BaseModel):
    """What the store holds of one kind."""

    kind: str = Field(description="The asset that writes them; `storyboard`; `other`: records.", examples=["audio"])
    bytes: int = Field(description="Bytes.", examples=[1230000])


class Waiting(BaseModel):
    """Videos that no run has begun to work on, as the last tick of the upload sensor saw them."""

    videos: int = Field(description="How many.", examples=[12])
    oldest_at: str | None = Field(
        description="Since when the oldest waits, ISO 8601 in UTC; null: none does.",
        examples=["2026-03-01T11:54:20+00:00"],
    )


class Report(BaseModel):
    """The report of a library, or of some of its workspaces."""

    at: str = Field(description="When the figures were computed; ISO 8601, UTC.")
    videos: dict[str, int] = Field(description="Videos that were worked on, by status.", examples=[{"indexed": 120}])
    hours: float = Field(description="Hours of these videos.", examples=[84.5])
    waiting: Waiting | None = Field(description="What waits; null before the first tick of the upload sensor.")
    throughput: list[Throughput] = Field(description="Of the last 1, 7 and 30 days.")
    days: list[Day] = Field(description="Each of the last 30 days, the oldest first.")
    steps: list[StepFigures] = Field(description="By step, in the order of the graph; last, all together.")
    slowest: list[SlowVideo] = Field(description="Of the slowest tenth of the videos, the slowest 20.")
    slow_videos: int = Field(description="How many videos are the slowest tenth.", examples=[12])
    failures: list[FailureGroup] = Field(description="Failed videos by reason: the 20 most frequent.")
    stored: list[StoredKind] = Field(description="Bytes in the store by kind.")
