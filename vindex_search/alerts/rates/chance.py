"""The chance that a video without the subject of a search scores as high: it holds the rate of false alarms.

Two backgrounds have to agree. The library's says what the best score of a whole library is for questions without an
answer; a library of n videos is n draws, so a video with the share s of the library's texts scores as high with the
chance 1 - (1 - p)^s (the distribution of a maximum). That takes videos for independent, which they are not: a search in
ordinary words is a little like every video. So the search's own background is asked too: its scores in videos of
the library, without those that answer it. Measured in `docs/decisions/033-alerts.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from vindex_search.ranking.calibration.distribution import (
    FALSE_ALARM_RATE,
    Column,
    NullDistribution,
    Signals,
    tail_probability,
)

MIN_VIDEOS: Final = 25  # of an own background: the least that was measured are 29, and fewer have no tail
ALMOST_ALL: Final = 1 - 1e-12  # 1 - p of no video is 0, so that every power of it says something


@dataclass(frozen=True, slots=True)
class Background:
    """What a search scores in videos that do not answer it, beside the library's own.

    Attributes:
        library: The null distribution of the search's workspaces.
        own: Combined z-scores of the search, one a video.
    """

    library: NullDistribution
    own: Column

    @property
    def has_own(self) -> bool:
        """Whether enough videos were compared with the search itself."""
        return len(self.own) >= MIN_VIDEOS

    def chance(self, signals: Signals, share: float) -> float | None:
        """The chance that a video without the subject scores at least as high.

        Args:
            signals: The best scores in the video.
            share: The number of its texts as a share of the library's.

        Returns:
            0 to 1; None where no signal says anything.
        """
        library = self.library.p_value(signals)
        strength = self.library.strength(signals)
        if library is None or strength is None:
            return None
        by_library = in_a_share(library, share)
        return max(by_library, tail_probability(self.own, strength)) if self.has_own else by_library


def in_a_share(library_p: float, share: float) -> float:
    """The chance in a part of a library, from that of its whole.

    Args:
        library_p: That the best score of the whole library is as high.
        share: The part; above 1 for a video longer than the library.
    """
    return float(1 - (1 - min(library_p, ALMOST_ALL)) ** share)


def share_of_library(texts: int, library: NullDistribution) -> float:
    """The part of a library that a video is, by its texts; one without texts counts as an ordinary one."""
    if texts and library.text_count:
        return texts / library.text_count
    return 1 / max(1, library.video_count)


def without_answers(scores: list[Signals], library: NullDistribution) -> Column:
    """The combined z-scores of a search in the videos that do not answer it, as far as the library can tell."""
    strengths = (
        library.strength(signals) for signals in scores if (library.p_value(signals) or 0.0) > FALSE_ALARM_RATE
    )
    return np.array([strength for strength in strengths if strength is not None])
