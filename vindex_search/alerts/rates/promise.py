"""What can be promised of a chosen rate of false alarms, as a sentence: what was measured, and what only follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from vindex_search.alerts.rates.chance import MIN_VIDEOS

Support = Literal["measured", "extrapolated", "library", "none"]

SENTENCES: Final = {
    "measured": "At most one in {one_in} new videos without the subject raises a false alarm, measured on {videos} "
    "videos of this library.",
    "extrapolated": "One in {one_in} is rarer than {videos} videos can show; it follows from the course of their "
    "highest scores. Measured is one in {measured}.",
    "library": "Held by the scores of this library as a whole; {videos} videos without the subject are too few to "
    "measure the search itself, which takes {least}.",
    "none": "This library was not calibrated yet: only word for word matches are told, at no known rate.",
}


@dataclass(frozen=True, slots=True)
class Promise:
    """How well the library can hold a rate.

    Attributes:
        one_in: The chosen rate.
        videos: Videos without the subject that the search was compared with.
        calibrated: Whether the library has a background of its own.
    """

    one_in: int
    videos: int
    calibrated: bool

    @property
    def support(self) -> Support:
        """What the rate rests on."""
        if not self.calibrated:
            return "none"
        if self.videos < MIN_VIDEOS:
            return "library"
        return "measured" if self.one_in <= self.measured_one_in else "extrapolated"

    @property
    def measured_one_in(self) -> int:
        """The rarest rate that so many videos show without a tail fitted to them."""
        return self.videos + 1

    @property
    def sentence(self) -> str:
        """The same in words."""
        return SENTENCES[self.support].format(
            one_in=self.one_in, videos=self.videos, measured=self.measured_one_in, least=MIN_VIDEOS
        )
