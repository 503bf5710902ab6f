"""What the last tick of the upload sensor saw of the queue: the daemon's sign of life, and what waits since when.

`queue.json` below the root of the store, written at the end of every tick. The counts of waits only grow, as
counters of Prometheus do; a library whose record is lost begins at zero.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Final, Self

from vindex_search.contract.record_format import Fields, Record

# Seconds; a run waits a tick or two on an idle machine, and hours behind an import.
WAIT_BUCKETS_S: Final = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 14_400.0, 86_400.0)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Videos of a workspace and lane that no run has begun to work on.

    Attributes:
        workspace: The workspace.
        lane: `live` or `backlog`.
        videos: How many.
        since: Since when the oldest waits, in seconds since 1970: since its upload, and no longer than the workspace
            has had something waiting in this lane, as a file may be much older than its upload.
    """

    workspace: str
    lane: str
    videos: int
    since: float

    @classmethod
    def of_fields(cls, fields: Fields) -> Self:
        """Parse one of the list."""
        return cls(fields.string("workspace"), fields.string("lane"), fields.integer("videos"), fields.number("since"))


@dataclass(frozen=True, slots=True)
class Waits:
    """How long runs of a lane waited from their request to their start.

    Attributes:
        lane: `live`, `backlog`, or `other` for runs that no tick requested.
        counts: Runs that waited no longer than each of `WAIT_BUCKETS_S` but longer than the one before; last, the rest.
        seconds: All of them together.
    """

    lane: str
    counts: tuple[int, ...]
    seconds: float

    @classmethod
    def of_fields(cls, fields: Fields) -> Self:
        """Parse one of the list."""
        counts = tuple(map(int, fields.numbers("counts")))
        return cls(fields.string("lane"), counts, fields.number("seconds"))


@dataclass(frozen=True, slots=True)
class QueueRecord(Record):
    """The queue at one tick.

    Attributes:
        at: When, in seconds since 1970 by the daemon's clock.
        queued: Runs that wait for a slot.
        started: Runs that have one.
        backlog: What waits, by workspace and lane.
        waits: How long runs waited, by lane, since the record was begun.
        counted_until: Runs that started up to this time are counted in `waits`.
    """

    FILE: ClassVar = "queue.json"
    at: float
    queued: int
    started: int
    backlog: tuple[Backlog, ...] = ()
    waits: tuple[Waits, ...] = field(default=())
    counted_until: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The fields, with lists of objects."""
        return asdict(self)

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        def nested(name: str) -> list[Fields]:
            return [Fields(f"{record.source}: {name!r}", each) for each in record.objects(name)]

        return cls(
            at=record.number("at"),
            queued=record.integer("queued"),
            started=record.integer("started"),
            backlog=tuple(map(Backlog.of_fields, nested("backlog"))),
            waits=tuple(map(Waits.of_fields, nested("waits"))),
            counted_until=record.number("counted_until"),
        )
