"""Heartbeats: the last sign of life of every step in work, and of every worker that waits for steps.

    heartbeats/steps/<run id>/<asset>.json    written as a step begins, then every HEARTBEAT_S; removed as it ends
    heartbeats/workers/<name>.json            written as a worker starts, then every HEARTBEAT_S; removed as it ends

A heartbeat that stays the same for LOST_AFTER_S is that of a process, or a host, that is gone: whoever decides so has
seen it unchanged for that long by a clock of its own. `at` is in seconds since 1970 by the clock of the machine that
writes it, which may be wrong or be set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Self

from vindex_search.contract.record_format import Fields, Record

HEARTBEAT_S: Final = 5.0
LOST_AFTER_S: Final = 60.0  # a dozen heartbeats: a store that is slow or away for half a minute is no lost worker


@dataclass(frozen=True, slots=True)
class StepHeartbeat(Record):
    """A step that a process is working on.

    Attributes:
        run_id: The Dagster run.
        asset: The asset whose step it is.
        video_id: The video of the run that is being worked on; empty between two videos.
        share: How much of the asset is done for this video, from 0 to 1.
        began: When the step began with this video.
        at: When the step gave its last sign of life.
        host: Name of the machine.
        pid: The process on it.
        queue: The Celery queue that the step came from; empty under another executor.
    """

    FILE: ClassVar = "heartbeats/steps/{run_id}/{asset}.json"
    run_id: str
    asset: str
    video_id: str
    share: float
    began: float
    at: float
    host: str
    pid: int
    queue: str = ""

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(
            run_id=record.string("run_id"),
            asset=record.string("asset"),
            video_id=record.string("video_id"),
            share=record.number("share"),
            began=record.number("began"),
            at=record.number("at"),
            host=record.string("host"),
            pid=record.integer("pid"),
            queue=record.string("queue"),
        )


@dataclass(frozen=True, slots=True)
class WorkerHeartbeat(Record):
    """A worker that takes steps from queues.

    Attributes:
        name: Its name, unique in the cluster.
        host: Name of the machine.
        pid: The process on it.
        queues: Those that it takes steps from.
        concurrency: How many steps it works on at once.
        revision: The git revision that it runs; empty where that cannot be told.
        is_draining: Whether it takes no further step.
        at: When it gave its last sign of life.
        busy: How many steps it is at.
    """

    FILE: ClassVar = "heartbeats/workers/{name}.json"
    name: str
    host: str
    pid: int
    queues: tuple[str, ...]
    concurrency: int
    revision: str
    is_draining: bool
    at: float
    busy: int = 0

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(
            name=record.string("name"),
            host=record.string("host"),
            pid=record.integer("pid"),
            queues=record.strings("queues"),
            concurrency=record.integer("concurrency"),
            revision=record.string("revision"),
            is_draining=record.boolean("is_draining"),
            at=record.number("at"),
            busy=record.integer("busy"),
        )
