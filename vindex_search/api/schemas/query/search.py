"""Parameters of a search, for the query string and the multipart form, and the search request they make."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import UploadFile
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from vindex_search.api.problems import Problem
from vindex_search.api.schemas import described
from vindex_search.api.schemas.query.facets import FacetNames
from vindex_search.api.schemas.query.places import one_video_problem
from vindex_search.auth.permissions import Caller
from vindex_search.common.languages import is_valid_tag
from vindex_search.contract.description.cleaned import MAX_KEY_LENGTH
from vindex_search.contract.ids import CHANNELS, VIDEO_ID_PATTERN, Channel, validate_workspace, workspace_of_video
from vindex_search.index.types import PointFilter
from vindex_search.markers.formats import MarkerFormat
from vindex_search.query.examples.more_like_this import VideoTime, parse_video_time, unknown_video_message
from vindex_search.query.facets import FacetRequest
from vindex_search.query.parser import EmptyQuery
from vindex_search.query.places.in_video import Order
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest
from vindex_search.videos.facets.names import MAX_NAME_LENGTH, parse_facets

MAX_QUERY_LENGTH: Final = 1000  # characters; the text encoders read about 500 tokens
MAX_ATTRIBUTE_LENGTH: Final = MAX_KEY_LENGTH + 1 + MAX_NAME_LENGTH  # of `key=value`
MAX_FILTER_VALUES: Final = 100  # of one filter
MAX_MOMENTS: Final = 100
MAX_IMAGE_BYTES: Final = 10 * 2**20
MAX_TIME_S: Final = 1e7  # in a video; about four months


def _each(validate: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(lambda values: [validate(value) for value in values])


def _video_id(value: str) -> str:
    if not VIDEO_ID_PATTERN.fullmatch(value):
        raise ValueError(f"{value!r} is no video id; /v1/videos lists them")
    return value


def _language(value: str) -> str:
    if not is_valid_tag(value):
        raise ValueError(f"{value!r} is no language code; allowed are codes such as de, ger or en-GB")
    return value


def _name(value: str) -> str:
    if not 0 < len(value) <= MAX_NAME_LENGTH:
        raise ValueError(f"{value[:40]!r} has {len(value)} characters; allowed are 1 to {MAX_NAME_LENGTH}")
    return value


def _attribute(value: str) -> str:
    key, equals, fact = value.partition("=")
    if not (key and equals and fact) or len(value) > MAX_ATTRIBUTE_LENGTH:
        raise ValueError(f"{value[:40]!r} is no attribute; one reads key=value, of at most {MAX_ATTRIBUTE_LENGTH}")
    return value


def _utc_date(value: str | None) -> str | None:
    """A date or a date and time, as the index compares them: in UTC, to the second."""
    if not value:
        return None
    try:
        parsed = datetime.fromisoformat(value)
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        raise ValueError(f"{value[:40]!r} is no date; allowed are 2026-11-25 and 2026-11-25T14:30:00Z") from None


def _channels(value: str | None) -> str | None:
    unknown = [name for name in _split(value) if name not in CHANNELS]
    if unknown:
        raise ValueError(f"channel {unknown[0]!r} is unknown; allowed: {', '.join(CHANNELS)}")
    return value


def _video_time(value: str | None) -> str | None:
    if value:
        parse_video_time(value)
    return value


def _time_in_video(value: float | None) -> float | None:
    if value is not None and not (math.isfinite(value) and 0 <= value <= MAX_TIME_S):
        raise ValueError(f"{value} is no time in a video; allowed are 0 to {MAX_TIME_S:.0f} seconds")
    return value


def _duration(value: float | None) -> float | None:
    if value is not None and not (math.isfinite(value) and 0 <= value <= MAX_TIME_S):
        raise ValueError(f"{value} is no length of a video; allowed are 0 to {MAX_TIME_S:.0f} seconds")
    return value


Limited = Field(max_length=MAX_FILTER_VALUES)
Values = Annotated[list[str], Limited]
Workspaces = Annotated[
    list[Annotated[str, Field(json_schema_extra=described.WORKSPACE)]], Limited, _each(validate_workspace)
]
VideoIds = Annotated[list[Annotated[str, Field(json_schema_extra=described.VIDEO_ID)]], Limited, _each(_video_id)]
Names = Annotated[
    list[Annotated[str, Field(json_schema_extra=described.text_of(MAX_NAME_LENGTH))]], Limited, _each(_name)
]
Attributes = Annotated[
    list[Annotated[str, Field(json_schema_extra=described.text_of(MAX_ATTRIBUTE_LENGTH))]], Limited, _each(_attribute)
]
Seconds = Annotated[float | None, AfterValidator(_time_in_video)]
Duration = Annotated[float | None, AfterValidator(_duration)]
IN_VIDEO: Final = described.number_between(0, MAX_TIME_S)
Languages = Annotated[Values, _each(_language)]
Channels = Annotated[str | None, AfterValidator(_channels)]
Date = Annotated[str | None, AfterValidator(_utc_date)]


AnswerFormat = Literal["json", MarkerFormat]


class SearchParams(BaseModel):
    """What to search for, filters, and paging."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(
        "",
        max_length=MAX_QUERY_LENGTH,
        description='A sentence; "quoted words" must match exactly, a -word must not occur.',
    )
    workspace: Workspaces = Field([], description="Only these workspaces.")
    video_id: VideoIds = Field(
        [], description="Only these videos. Of a single one every place that stands out is a moment, however many."
    )
    channels: Channels = Field(
        None,
        description=f"Only these channels, comma separated: {', '.join(CHANNELS)}.",
        json_schema_extra=described.CHANNEL_LIST,
    )
    language: Languages = Field([], description="Only what is said or written in these languages.")
    speaker: Names = Field([], description="Only what these speakers say.")
    tag: Names = Field([], description="Only videos with these tags, the names of their folders.")
    uploaded_after: Date = Field(None, description="Only videos uploaded at this time or later; ISO 8601.")
    uploaded_before: Date = Field(None, description="Only videos uploaded before this time; ISO 8601.")
    duration_from: Duration = Field(
        None, description="Only videos of this length or longer, in seconds.", json_schema_extra=IN_VIDEO
    )
    duration_to: Duration = Field(
        None, description="Only videos shorter than this, in seconds.", json_schema_extra=IN_VIDEO
    )
    person: Names = Field([], description="Only videos whose description names these people.")
    place: Names = Field([], description="Only videos recorded in these places.")
    attribute: Attributes = Field([], description="Only videos with one of these further facts, as `key=value`.")
    recorded_after: Date = Field(None, description="Only videos recorded at this time or later; ISO 8601.")
    recorded_before: Date = Field(None, description="Only videos recorded before this time; ISO 8601.")
    from_s: Seconds = Field(
        None, description="Only after this time in a video, in seconds.", json_schema_extra=IN_VIDEO
    )
    to_s: Seconds = Field(None, description="Only before this time in a video, in seconds.", json_schema_extra=IN_VIDEO)
    like: Annotated[str | None, AfterValidator(_video_time)] = Field(
        None, description="More like this moment: `<video id>@<seconds>`; q may be left out."
    )
    order: Order = Field(
        "rank", description="Of the moments: the best first, or by time; `time` needs exactly one `video_id`."
    )
    curve: bool = Field(
        False, description="Add the course of the query through the video; needs exactly one `video_id`."
    )
    limit: int = Field(10, ge=1, le=MAX_MOMENTS, description="Maximum number of moments.")
    cursor: str | None = Field(None, description="Cursor of a page; the address in `next` contains it.")
    facets: FacetNames = None
    explain: bool = Field(False, description="Add the calculation and the provenance of every piece of evidence.")
    format: AnswerFormat = Field(
        "json",
        description="The moments as JSON, or as a file for editing programs: edl (CMX 3600), otio (OpenTimelineIO), "
        "fcpxml (Final Cut Pro), csv, resolve (markers of DaVinci Resolve).",
    )

    def to_request(self, caller: Caller, image: bytes | None = None) -> SearchRequest:
        """The search request, limited to what the caller can see.

        Raises:
            Forbidden: a requested workspace is not the caller's.
            Problem: 422 where there is nothing to search for, a range has its end before its start, or a parameter
                needs one video.
        """
        if problem := self.one_video_problem():
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, problem)
        require_order(from_s=self.from_s, to_s=self.to_s)
        require_order(duration_from=self.duration_from, duration_to=self.duration_to)
        request = SearchRequest(self.q, self._scope(caller), image, self._like(caller), self.order, curve=self.curve)
        try:
            _ = request.query
        except EmptyQuery as empty:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, empty.message_for("q")) from None
        return request

    def one_video_problem(self) -> str | None:
        """A sentence where a parameter needs exactly one video and another number is given; else None."""
        parameters = {"order=time": self.order == "time", "curve=true": self.curve}
        problems = (one_video_problem(name, "video_id", self.video_id) for name, needed in parameters.items() if needed)
        return next(filter(None, problems), None)

    def to_facets(self, caller: Caller) -> FacetRequest | None:
        """The facets that are asked for, counted over all that the caller can see; None: none."""
        names = parse_facets(self.facets)
        return FacetRequest(names, caller.workspaces) if names else None

    def next_url(self, cursor: str | None) -> str | None:
        """Address of the next page: this search with the response's cursor; None without a cursor."""
        if cursor is None:
            return None
        return f"/v1/search?{urlencode({**self.query_params(), 'cursor': cursor}, doseq=True)}"

    def query_params(self) -> dict[str, Any]:
        """The parameters that differ from their defaults, for a query string; without the cursor."""
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
            duration_from=self.duration_from,
            duration_to=self.duration_to,
            people=tuple(self.person),
            places=tuple(self.place),
            attributes=tuple(self.attribute),
            recorded_after=self.recorded_after,
            recorded_before=self.recorded_before,
        )
        return SearchScope(where, parse_channels(self.channels))

    def _like(self, caller: Caller) -> VideoTime | None:
        """The time in a video to find similar moments to; a video that the caller cannot see is reported as unknown."""
        at = parse_video_time(self.like) if self.like else None
        if at and not caller.can_see(workspace_of_video(at.video_id)):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, unknown_video_message(at))
        return at


class ImageSearchForm(SearchParams):
    """A search by image, as a multipart form."""

    image: UploadFile = Field(description="An image file of at most 10 MiB; q may be left out.")


def require_order(**bounds: float | None) -> None:
    """Refuse two bounds, by the names of their parameters, of which the first is not below the second.

    Raises:
        Problem: 422 with both.
    """
    (low, least), (high, most) = bounds.items()
    if least is not None and most is not None and least >= most:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{low}={least} is not before {high}={most}")


def _split(value: str | None) -> Sequence[str]:
    return [name.strip() for name in value.split(",")] if value else []


def parse_channels(value: str | None) -> tuple[Channel, ...]:
    """The channels in a comma separated list, in their own order; all of an empty one."""
    names = _split(value)
    return tuple(channel for channel in CHANNELS if channel in names) if names else CHANNELS
