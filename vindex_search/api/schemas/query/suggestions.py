"""Parameters and answer of `/v1/suggest`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from vindex_search.api.schemas.query.search import Workspaces
from vindex_search.suggest.entries import Suggestion, SuggestionKind

MAX_TYPED_LENGTH: Final = 200  # characters; longer than any suggestion that is worth reading
MAX_SUGGESTIONS: Final = 50


class SuggestParams(BaseModel):
    """What was typed so far, and where to look."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(max_length=MAX_TYPED_LENGTH, description="What was typed so far; empty: no suggestions.")
    limit: int = Field(8, ge=1, le=MAX_SUGGESTIONS, description="Maximum number of suggestions.")
    workspace: Workspaces = Field([], description="Only these workspaces.")


class SuggestionOut(BaseModel):
    """A text that begins, in one of its words, as was typed, with one typo at most."""

    text: str
    kind: SuggestionKind = Field(
        description="`title` and `tag` of videos, `chapter` of a file, or a `phrase` that is often said or shown."
    )
    count: int = Field(description="Videos that have it, among those that the caller can see.")
    highlights: list[tuple[int, int]] = Field(description="Ranges of characters [start, end) that were typed.")
    video_id: str | None = Field(description="The video, where one alone has this title or chapter.")
    start_s: float | None = Field(description="Where the chapter begins in that video, in seconds.")


class SuggestAnswer(BaseModel):
    """Texts to go on with, best first."""

    query: str
    suggestions: list[SuggestionOut]


def suggest_answer(typed: str, suggestions: Iterable[Suggestion]) -> SuggestAnswer:
    """The answer to what was typed."""
    return SuggestAnswer(query=typed, suggestions=[_suggestion_out(one) for one in suggestions])


def _suggestion_out(one: Suggestion) -> SuggestionOut:
    return SuggestionOut(
        text=one.text,
        kind=one.kind,
        count=one.count,
        highlights=list(one.highlights),
        video_id=one.video_id,
        start_s=one.start_s,
    )
