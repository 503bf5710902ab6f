"""What can be suggested: a text of one kind, as one workspace has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

SuggestionKind = Literal["title", "tag", "chapter", "phrase"]
KINDS: Final[tuple[SuggestionKind, ...]] = get_args(SuggestionKind)


@dataclass(frozen=True, slots=True)
class SuggestionEntry:
    """A text that can be suggested to those who see one workspace.

    Attributes:
        kind: What the text is.
        text: As it is written there.
        key: The folded text.
        workspace: Where it is.
        videos: How many videos of the workspace have it.
        video_id: The video, where it is one.
        start_s: Of a chapter of that video, where it begins, in seconds.
        said: Of a phrase, how often it is said or shown in those videos.
        passages: Of a phrase, in how many passages and slides.
    """

    kind: SuggestionKind
    text: str
    key: str
    workspace: str
    videos: int = 1
    video_id: str | None = None
    start_s: float | None = None
    said: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class FileChapter:
    """A chapter of a video's file: its title, and where it begins in seconds."""

    video_id: str
    workspace: str
    title: str
    start_s: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to go on with, the number of visible videos that have it, and which of its characters match.

    `video_id` and `start_s` are of the one video that has the title or the chapter; None where there are several.
    """

    text: str
    kind: SuggestionKind
    count: int
    highlights: tuple[tuple[int, int], ...]
    video_id: str | None = None
    start_s: float | None = None
