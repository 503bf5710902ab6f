"""Where in the videos of an answer a query stands out, as JSON, and the rule for parameters that need one video."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field

from vindex_search.query.responses import FoundVideo
from vindex_search.ranking.relevance_curve import STEP_S


class PlaceOut(BaseModel):
    """A range of a video where the query stands out from the rest of it."""

    start_s: float
    end_s: float
    strength: float = Field(description="0 to 1: how far it stands out; 1: the best place of this answer.")


class VideoPlacesOut(BaseModel):
    """A video of the answer and where in it the query stands out."""

    video_id: str
    workspace: str
    title: str
    duration_s: float | None
    places: list[PlaceOut] = Field(
        description="All of them, in order of time and without overlaps; every moment of the answer is one of them, or "
        "shares the middle of one."
    )


class CurveOut(BaseModel):
    """The course of the query through the one video that is searched."""

    step_s: float = Field(description="Seconds from one value to the next; the first is at the start of the video.")
    values: list[float] = Field(
        description="0 to 1: how far what is said, written and seen there stands out; empty: nothing was found."
    )


def videos_out(videos: Sequence[FoundVideo]) -> list[VideoPlacesOut]:
    """The videos of a response."""
    return [
        VideoPlacesOut(
            video_id=found.video.video_id,
            workspace=found.video.workspace,
            title=found.video.title,
            duration_s=found.video.duration_s,
            places=[
                PlaceOut(start_s=place.start_s, end_s=place.end_s, strength=place.strength) for place in found.places
            ],
        )
        for found in videos
    ]


def curve_out(curve: Sequence[float] | None) -> CurveOut | None:
    """The course of a response; None where it was not asked for."""
    return None if curve is None else CurveOut(step_s=float(STEP_S), values=list(curve))


def one_video_problem(parameter: str, names: str, given: Sequence[str]) -> str | None:
    """A sentence where a parameter that makes sense in one video only comes with none or several; else None.

    Args:
        parameter: With its value, as in `order=time`.
        names: The parameter that names videos.
        given: The videos that it names.
    """
    count = len(set(given))
    if count == 1:
        return None
    return f"{parameter} needs exactly one {names}; {f'{count} are given' if count else 'none is given'}"
