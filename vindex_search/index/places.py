"""Where the points of one version of a video lie: read once, for a question that every point of a video answers.

The index finds the scores of a thousand points in a millisecond, and needs eight to hand out where they lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

PLACE_COLUMNS: Final = ("channel", "start_s", "end_s")
REMEMBERED: Final = 1024  # generations whose places are kept, those that are found often; some 25 kB each


@dataclass(frozen=True, slots=True)
class Places:
    """The points of one generation: each one's row by its id in the index, its kind, start and end in seconds."""

    rows: Mapping[object, int]
    kinds: frozenset[str]
    starts: npt.NDArray[np.float64]
    ends: npt.NDArray[np.float64]


def places(points: Iterable[tuple[object, Mapping[str, Any]]]) -> Places:
    """The places that points have.

    Args:
        points: The id of each and its payload, PLACE_COLUMNS at least.

    Raises:
        LookupError: there are none: the generation is not in the index, or not any more.
    """
    found = list(points)
    if not found:
        raise LookupError("the index has no such generation")
    return Places(
        {identity: row for row, (identity, _) in enumerate(found)},
        frozenset(payload["channel"] for _, payload in found),
        np.array([payload["start_s"] for _, payload in found]),
        np.array([payload["end_s"] for _, payload in found]),
    )
