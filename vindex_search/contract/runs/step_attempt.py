"""Step attempts: what became of one video in one try of one step. Written once as the try ends, never changed.

`history/<run id>.<asset>.<try>.json` in the folder of the video: steps of one run may end at the same time in several
processes, so each has a file of its own.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final, Literal, Self, get_args

from vindex_search.contract.record_format import Fields, Record
from vindex_search.contract.runs.step_cost import StepCost

Outcome = Literal["made", "reused", "shared", "failed", "cancelled"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
Requester = Literal["sensor", "backfill", "operator", "command", "repair", "reindex"]
REQUESTERS: Final[tuple[Requester, ...]] = get_args(Requester)


@dataclass(frozen=True, slots=True)
class StepAttempt(Record):
    """One try of a step, for one video.

    Attributes:
        run_id: The Dagster run.
        asset: The asset whose step it is.
        try_number: 0 for the first try in this run, then one more for each retry of the step.
        revision: Revision of the upload; empty where none is registered.
        asked_by: Who asked for the run: the upload sensor, a backfill, an operator in Dagster's UI, `vindex ingest`, a
            repair of what was found incomplete, or a reindex.
        began: When, in seconds since 1970.
        seconds: How long it took.
        outcome: `made`; `reused`: it was there already; `shared`: copied from a video with the same bytes; `failed`;
            `cancelled`.
        reason: Why it failed or was cancelled; else empty.
        host: Name of the machine.
        cost: What it used; None where an earlier version wrote the file, or it could not be measured.
    """

    FILE: ClassVar = "history/{run_id}.{asset}.{try_number}.json"
    run_id: str
    asset: str
    try_number: int
    revision: str
    asked_by: Requester
    began: float
    seconds: float
    outcome: Outcome
    reason: str
    host: str
    cost: StepCost | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fields; the cost as an object, or null."""
        return asdict(self)

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(
            run_id=record.string("run_id"),
            asset=record.string("asset"),
            try_number=record.integer("try_number"),
            revision=record.string("revision"),
            asked_by=record.one_of("asked_by", REQUESTERS),
            began=record.number("began"),
            seconds=record.number("seconds"),
            outcome=record.one_of("outcome", OUTCOMES),
            reason=record.string("reason"),
            host=record.string("host"),
            cost=StepCost.of_fields(record.nested("cost")) if record.values.get("cost") is not None else None,
        )
