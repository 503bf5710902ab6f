"""What a library is to hold, and on what: the inputs of a plan, each within its range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

Profile = Literal["talk", "film"]
Models = Literal["offline", "standard"]

# The least and the most of each number, and its unit.
RANGES: Final[Mapping[str, tuple[float, float, str]]] = {
    "hours": (1, 10_000_000, "hours"),
    "hours_a_month": (0, 1_000_000, "hours a month"),
    "subtitled": (0, 1, "as a share"),
    "minutes_a_video": (0.1, 720, "minutes"),
    "backlog_days": (0.1, 3650, "days"),
    "cores": (1, 512, "cores"),
    "services": (0, 1000, "services"),
}
CHOICES: Final = {"profile": get_args(Profile), "models": get_args(Models)}
MINUTES_PER_HOUR: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What is asked of a library.

    Attributes:
        hours: Hours of video that it is to hold.
        hours_a_month: Hours of new video a month.
        subtitled: Share of the videos with a subtitle file, whose sound is not heard.
        profile: What the videos are like: `talk` is speech over slides, `film` is moving pictures with cuts.
        models: The model set.
        minutes_a_video: Mean length of a video.
        backlog_days: In how many days `hours` are to be worked off.
        cores: Cores of a machine.
        gpu: Whether each machine has a GPU.
        services: How many services answer searches; each keeps an index of its own.

    Raises:
        ValueError: a number outside its range, or an unknown choice; the message names both.
    """

    hours: float
    hours_a_month: float = 0.0
    subtitled: float = 0.0
    profile: Profile = "talk"
    models: Models = "offline"
    minutes_a_video: float = 10.0
    backlog_days: float = 30.0
    cores: int = 8
    gpu: bool = False
    services: int = 1

    def __post_init__(self) -> None:
        """Validate the numbers and choices."""
        for name, (least, most, unit) in RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise ValueError(f"{name}={value:g}: it lies between {least:g} and {most:,.0f} ({unit})")
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name}={getattr(self, name)!r}: it is one of {', '.join(choices)}")

    @property
    def videos_an_hour(self) -> float:
        """Videos to an hour of video."""
        return MINUTES_PER_HOUR / self.minutes_a_video

    @property
    def videos(self) -> float:
        """Videos in the library."""
        return self.hours * self.videos_an_hour
