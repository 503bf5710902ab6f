"""Corrections as the API takes and gives them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from vindex_search.contract.corrections.correction import MAX_NAME, MAX_TEXT, Correction, Kind

AskedKind = Literal["transcript", "screen", "line_speaker", "speaker"]


class CorrectionIn(BaseModel):
    """A correction to make."""

    kind: AskedKind = Field(
        description="A line of the transcript, a text on screen, who says a line, or a speaker's name in all lines."
    )
    before: str = Field(
        min_length=1, max_length=4 * MAX_TEXT,
        description="The line's text as it is shown now; of `speaker` the label.", examples=["Cuber netties"],
    )  # fmt: skip
    after: str = Field(
        min_length=1, max_length=MAX_TEXT,
        description="The right text; of `line_speaker` and `speaker` the speaker's name.", examples=["Kubernetes"],
    )  # fmt: skip
    start_s: float | None = Field(default=None, ge=0, description="Where the line begins; not of `speaker`.")
    end_s: float | None = Field(default=None, ge=0, description="Where the line ends; not of `speaker`.")


class SpeakerName(BaseModel):
    """The name of a speaker."""

    name: str = Field(min_length=1, max_length=MAX_NAME, description="As it is to be shown.", examples=["Ann Smith"])


class CorrectionOut(BaseModel):
    """An entry of the journal of corrections."""

    id: str = Field(description="The entry's id.")
    kind: Kind = Field(description="What it corrects; `undo` takes back the entry that `before` names.")
    before: str = Field(description="What was there.")
    after: str = Field(description="What is there instead; empty of an undo.")
    start_s: float | None = Field(description="Where the line begins.")
    end_s: float | None = Field(description="Where the line ends.")
    made_at: str = Field(description="When it was made, in UTC.")
    made_by: str = Field(description="Who made it.")
    in_force: bool = Field(description="Whether no other entry takes it back.")
    matched: bool = Field(description="Whether something in the video is like it: false after a re-run that differs.")


class CorrectionsOut(BaseModel):
    """The journal of the corrections of a video."""

    corrections: list[CorrectionOut] = Field(description="Oldest first, with those that were undone.")


def correction_out(entry: Correction, *, in_force: bool = True, matched: bool = True) -> CorrectionOut:
    """An entry for an answer."""
    return CorrectionOut(**entry.to_dict(), in_force=in_force, matched=matched)
