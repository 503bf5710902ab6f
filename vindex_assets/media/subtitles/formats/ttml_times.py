"""Time expressions of TTML, section 12.3 (https://www.w3.org/TR/ttml2/#timing-value-time-expression)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

CLOCK: Final = re.compile(
    r"([0-9]{1,6}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9})|:([0-9]{1,4})(?:\.([0-9]{1,4}))?)?", re.ASCII
)
OFFSET: Final = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,9})?)(ms|h|m|s|f|t)", re.ASCII)
MULTIPLIER: Final = re.compile(r"([0-9]{1,9})[ :]([0-9]{1,9})")  # the first edition wrote a colon
NUMBER: Final = re.compile(r"[0-9]{1,9}")
DEFAULT_FRAME_RATE: Final = 30.0


@dataclass(frozen=True, slots=True)
class TimeRates:
    """What a document says of its clock, all per second; sub-frames per frame."""

    frames: float = DEFAULT_FRAME_RATE
    sub_frames: float = 1.0
    ticks: float = 1.0

    @classmethod
    def from_attributes(cls, attributes: Mapping[str, str]) -> Self:
        """The rates that the attributes of the root element state; names without their namespaces."""
        nominal = _number(attributes.get("frameRate"))
        multiplier = MULTIPLIER.fullmatch(attributes.get("frameRateMultiplier", "").strip())
        factor = int(multiplier[1]) / int(multiplier[2]) if multiplier and int(multiplier[2]) else 1.0
        frames = (nominal or DEFAULT_FRAME_RATE) * (factor or 1.0)
        sub_frames = _number(attributes.get("subFrameRate")) or 1.0
        ticks = _number(attributes.get("tickRate")) or (frames * sub_frames if nominal else 1.0)
        return cls(frames, sub_frames, ticks)

    def seconds(self, expression: str) -> float | None:
        """Seconds of a time expression; None where it is none."""
        expression = expression.strip()
        if clock := CLOCK.fullmatch(expression):
            hours, minutes, whole, fraction, frames, sub_frames = clock.groups()
            framed = (int(frames or 0) + int(sub_frames or 0) / self.sub_frames) / self.frames
            return int(hours) * 3600 + int(minutes) * 60 + int(whole) + float(f"0.{fraction or 0}") + framed
        if offset := OFFSET.fullmatch(expression):
            return float(offset[1]) * self._unit_s(offset[2])
        return None

    def _unit_s(self, metric: str) -> float:
        return {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "f": 1 / self.frames, "t": 1 / self.ticks}[metric]


def _number(text: str | None) -> float | None:
    """A number above zero; None where there is none."""
    return float(text) or None if text and NUMBER.fullmatch(text.strip()) else None
