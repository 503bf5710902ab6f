"""What one try of a step used for one video: processor, GPU, bytes, requests, memory. Part of a `StepAttempt`."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Self

from vindex_search.contract.record_format import DamagedRecord, Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCost:
    """What a try used; wall time is `StepAttempt.seconds`.

    Attributes:
        cpu_s: Processor seconds of the process and of its sandboxed children, all threads and cores together.
        gpu_s: Seconds in calls of models on a GPU, with their loading; 0 on a machine without one.
        bytes_read: From the uploads and the store. On S3 what was transferred; in a folder the sizes of the files that
            were opened, and of tables of which some columns were read no more than these take in memory.
        bytes_written: To the store.
        reading_requests: Of S3: objects that were read or asked about. 0 in a folder.
        writing_requests: Of S3: writes, copies and listings, which cost about ten times as much. 0 in a folder.
        peak_memory_mib: Most resident memory of the process while it worked on the video, with that of its largest
            child: no less than both together took, as the two peaks need not meet.
        is_shared: Whether another step was at work in the same process meanwhile. The processor time of its own thread
            and children is exact then, and that of pools of threads is shared out evenly; the memory is that of both.

    Raises:
        ValueError: a figure is negative or no number.
    """

    cpu_s: float
    gpu_s: float
    bytes_read: int
    bytes_written: int
    reading_requests: int
    writing_requests: int
    peak_memory_mib: float
    is_shared: bool

    def __post_init__(self) -> None:
        """Check the figures."""
        for field in fields(self):
            value = getattr(self, field.name)
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{field.name} is {value}: what a step used is never negative")

    @classmethod
    def of_fields(cls, record: Fields) -> Self:
        """Parse the object of an attempt.

        Raises:
            DamagedRecord: a figure is missing, of another type or negative.
        """
        try:
            return cls(
                cpu_s=record.number("cpu_s"),
                gpu_s=record.number("gpu_s"),
                bytes_read=record.integer("bytes_read"),
                bytes_written=record.integer("bytes_written"),
                reading_requests=record.integer("reading_requests"),
                writing_requests=record.integer("writing_requests"),
                peak_memory_mib=record.number("peak_memory_mib"),
                is_shared=record.boolean("is_shared"),
            )
        except DamagedRecord:
            raise
        except ValueError as negative:
            raise DamagedRecord(f"{record.source}: {negative}") from None
