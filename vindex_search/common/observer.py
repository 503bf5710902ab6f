"""Who is told how long things took: the service's metrics, or nobody."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Final, Literal, Protocol

from vindex_search.contract.ids import Channel

Stage = Literal["turn", "encode", "index", "moments", "answer"]


class Observer(Protocol):
    """Takes in what happens while a library answers and follows its store."""

    def time_stage(self, stage: Stage, channel: Channel | None = None, /) -> AbstractContextManager[None]:
        """Around one stage of a search; without a channel it is of all channels together."""
        ...

    def record_freshness(self, after_s: float, /) -> None:
        """A video can be found, so many seconds after its points were published."""
        ...


class _Nobody:
    def time_stage(self, *_of: object) -> AbstractContextManager[None]:
        return nullcontext()

    def record_freshness(self, _after_s: float, /) -> None:
        return None


NULL_OBSERVER: Final[Observer] = _Nobody()
