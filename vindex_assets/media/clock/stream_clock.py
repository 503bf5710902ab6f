"""Where the packets of an indexed stream stand on the running clock of its file; part of the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

LARGEST: Final = 1 << 60  # ticks; what is beyond is damage, and might not fit into 64 bits when it is moved


@dataclass(frozen=True, slots=True)
class Shift:
    """From one packet of a stream on (by its number in file order, from 0), time stamps are moved by `ticks`.

    None: they fit nowhere and count for nothing.
    """

    packet: int
    ticks: int | None


@dataclass(frozen=True, slots=True)
class StreamClock:
    """The packets of one stream on the running clock.

    Attributes:
        stream: Index of the stream.
        start_s: Player second at which its first packet is shown.
        end_s: Player second at which its last packet ends.
        filled_s: Seconds that its packets fill; the rest of the time nothing of it is in the file.
        shifts: What readers have to do to its time stamps, in order of packets; empty where they are right as they are.
    """

    stream: int
    start_s: float
    end_s: float
    filled_s: float
    shifts: tuple[Shift, ...] = ()

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The inverse of `dataclasses.asdict`."""
        return cls(**{**values, "shifts": tuple(Shift(**shift) for shift in values["shifts"])})
