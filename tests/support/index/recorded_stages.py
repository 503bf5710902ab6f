"""An observer that records which stages of a search are timed."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from vindex_search.contract.ids import Channel


@dataclass
class Stages:
    """Records which stages are timed."""

    timed: list[str] = field(default_factory=list)

    def time_stage(self, stage: str, channel: Channel | None = None, /) -> AbstractContextManager[None]:
        self.timed.append(f"{stage} {channel}" if channel else stage)
        return nullcontext()

    def record_freshness(self, after_s: float, /) -> None:
        raise AssertionError("a search publishes nothing")
