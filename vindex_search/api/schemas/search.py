"""The parameters of a search, the same for an address and for a form, and the question that they make."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import UploadFile
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from vindex_search.api.problems import Problem
from vindex_search.auth.permissions import Caller
from vindex_search.contract.ids import CHANNELS, VIDEO_ID_PATTERN, Channel, validate_workspace, workspace_of_video
from vindex_search.index.types import PointFilter
from vindex_search.query.more_like_this import VideoTime, parse_video_time, unknown_video_message
from vindex_search.query.parser import EmptyQuery
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest

MAX_QUERY_LENGTH: Final = 1000  # characters; the text models read some 500 tokens at most
MAX_NAME_LENGTH: Final = 200  # characters of a speaker or a tag
MAX_FILTER_VALUES: Final = 100  # of one filter
MAX_MOMENTS: Final = 100
MAX_IMAGE_BYTES: Final = 10 * 2**20  # bytes
LATEST_S: Final = 1e7  # seconds inside a video: some four months


def _each(check: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(lambda values: [check(value) for value in values])


def _video_id(value: str) -> str:
    if not VIDEO_ID_PATTERN.fullmatch(value):
        raise ValueError(f"{value!r} is no video id; /v1/videos lists them")
    return value


def _language(value: str) -> str:
    import langcodes

    if not langcodes.tag_is_valid(value):
        raise ValueError(f"{value!r} is no language; allowed are codes as in de, ger or en-GB")
    return value


def _name(value: str) -> str:
    if not 0 < len(value) <= MAX_NAME_LENGTH:
        raise ValueError(f"{value[:40]!r} has {len(value)} characters; allowed are 1 to {MAX_NAME_LENGTH}")
    return value


def _moment(value: str | None) -> str | None:
    """A date or a date with a time as the index compares them: in UTC, to the second."""
    if not value:
        return None
    try:
        given = datetime.fromisoformat(value)
        known = given if given.tzinfo else given.replace(tzinfo=UTC)
        return known.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        raise ValueError(f"{value[:40]!r} is no date; allowed are 2026-11-25 and 2026-11-25T14:30:00Z") from None


def _channels(value: str | None) -> str | None:
    unknown = [name for name in _split(value) if name not in CHANNELS]
    if unknown:
        raise ValueError(f"channel {unknown[0]!r} is unknown; allowed: {', '.join(CHANNELS)}")
    return value


def _place(value: str | None) -> str | None:
    if value:
        parse_video_time(value)
    return value


def _finite(value: float | None) -> float | None:
    if value is not None and not (math.isfinite(value) and 0 <= value <= LATEST_S):
        raise ValueError(f"{value} is no time in a video; allowed are 0 to {LATEST_S:.0f} seconds")
    return value


Values = Annotated[list[str], Field(max_length=MAX_FILTER_VALUES)]
Seconds = Annotated[float | None, AfterValidator(_finite)]
Date = Annotated[str | None, AfterValidator(_moment)]


class SearchParams(BaseModel):
    """What to find, and where to look."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field("", max_length=MAX_QUERY_LENGTH, description='A sentence; "words" must stand so, -word must not.')
    workspace: Annotated[Values, _each(validate_workspace)] = Field([], description="Only these workspaces.")
    video_id: Annotated[Values, _each(_video_id)] = Field([], description="Only these videos.")
    channels: Annotated[str | None, AfterValidator(_channels)] = Field(
        None, description=f"Only these, comma separated: {', '.join(CHANNELS)}."
    )
    language: Annotated[Values, _each(_language)] = Field([], description="Only what is said or written in these.")
    speaker: Annotated[Values, _each(_name)] = Field([], description="Only what these say.")
    tag: Annotated[Values, _each(_name)] = Field([], description="Only videos in folders of these names.")
    uploaded_after: Date = Field(None, description="Only videos uploaded then or later; ISO 8601.")
    uploaded_before: Date = Field(None, description="Only videos uploaded before; ISO 8601.")
    from_s: Seconds = Field(None, description="Only after this second of a video.")
    to_s: Seconds = Field(None, description="Only before this second of a video.")
    like: Annotated[str | None, AfterValidator(_place)] = Field(
        None, description="More like this moment: `<video id>@<seconds>`; q may be left out."
    )
    limit: int = Field(10, ge=1, le=MAX_MOMENTS, description="At most so many moments.")
    cursor: str | None = Field(None, description="Of the page: `next` of an answer has it.")
    explain: bool = Field(False, description="With the arithmetic and the provenance of every piece of evidence.")

    def to_request(self, caller: Caller, picture: bytes | None = None) -> SearchRequest:
        """The question, as far as the caller may ask it.

        Raises:
            Forbidden: a workspace that was asked for is not the caller's.
            Problem: 422, where nothing is asked for or the times exclude all.
        """
        if self.from_s is not None and self.to_s is not None and self.from_s >= self.to_s:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"from_s={self.from_s} is not before to_s={self.to_s}")
        question = SearchRequest(self.q, self._scope(caller), picture, self._like(caller))
        try:
            _ = question.query
        except EmptyQuery as empty:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, empty.message_for("q")) from None
        return question

    def next_url(self, cursor: str | None) -> str | None:
        """Address of the page that a cursor of the response asks for: this search with that cursor; None without."""
        if cursor is None:
            return None
        return f"/v1/search?{urlencode({**self.query_params(), 'cursor': cursor}, doseq=True)}"

    def query_params(self) -> dict[str, Any]:
        """What was asked for, as parameters of an address, without the page."""
        return self.model_dump(exclude_defaults=True, exclude={"cursor"})

    def _scope(self, caller: Caller) -> SearchScope:
        where = PointFilter(
            workspaces=caller.allowed_workspaces(self.workspace),
            video_ids=tuple(self.video_id),
            languages=tuple(self.language),
            speakers=tuple(self.speaker),
            tags=tuple(self.tag),
            uploaded_after=self.uploaded_after,
            uploaded_before=self.uploaded_before,
            from_s=self.from_s,
            to_s=self.to_s,
        )
        return SearchScope(where, _named(self.channels))

    def _like(self, caller: Caller) -> VideoTime | None:
        """The place, unless its video is in a workspace that the caller does not see: then as if it were not there."""
        found = parse_video_time(self.like) if self.like else None
        if found and not caller.can_see(workspace_of_video(found.video_id)):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, unknown_video_message(found))
        return found


class ImageSearchForm(SearchParams):
    """A search with a picture in it, as a form."""

    image: UploadFile = Field(description="A picture file of at most 10 MiB; q may be left out.")


def _split(value: str | None) -> Sequence[str]:
    return [name.strip() for name in value.split(",")] if value else []


def _named(given: str | None) -> tuple[Channel, ...]:
    names = _split(given)
    return tuple(channel for channel in CHANNELS if channel in names) if names else CHANNELS
