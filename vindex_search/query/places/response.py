"""Places and courses as parts of a response, rounded as moments are: every front end states the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from vindex_search.query.responses import FoundMoment, FoundVideo
from vindex_search.ranking.places import Place
from vindex_search.ranking.relevance_curve import step_count

DIGITS: Final = 4  # of a strength and of a value of the curve: a timeline has some thousand pixels


def found_videos(moments: Sequence[FoundMoment], places: Mapping[str, Sequence[Place]]) -> tuple[FoundVideo, ...]:
    """The videos of moments in the order of their first appearance, with their places."""
    videos = {moment.video.video_id: moment.video for moment in moments}
    return tuple(
        FoundVideo(video, tuple(map(_rounded, places.get(video_id, ())))) for video_id, video in videos.items()
    )


def _rounded(place: Place) -> Place:
    return Place(round(place.start_s, 3), round(place.end_s, 3), round(place.strength, DIGITS))


def padded_curve(curve: Sequence[float], moments: Sequence[FoundMoment]) -> tuple[float, ...]:
    """A course over the whole length of its video: zero where it has no points."""
    duration_s = moments[0].video.duration_s if moments else None
    steps = step_count(int(duration_s)) if curve and duration_s else 0
    values = [round(value, DIGITS) for value in curve]
    return tuple(values + [0.0] * (steps - len(values)))
