"""Observer of timings: implemented by the service's metrics, or by a null object."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Final, Literal, Protocol, get_args

from vindex_search.contract.ids import Channel

Stage = Literal["turn", "encode", "index", "moments", "answer"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)


class Observer(Protocol):
    """Receives the timings of searches and of the index follower."""

    def time_stage(self, stage: Stage, channel: Channel | None = None, /) -> AbstractContextManager[None]:
        """Context manager that times one stage of a search; `channel` is None where the stage serves all of them."""
        ...

    def record_freshness(self, after_s: float, /) -> None:
        """Record the seconds between a video's points being published and being searchable."""
        ...


class _NullObserver:
    def time_stage(self, *_of: object) -> AbstractContextManager[None]:
        return nullcontext()

    def record_freshness(self, _after_s: float, /) -> None:
        return None


NULL_OBSERVER: Final[Observer] = _NullObserver()
