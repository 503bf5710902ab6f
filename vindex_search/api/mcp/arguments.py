"""Arguments of the MCP tools, described for a language model.

Docstrings, titles and descriptions of these models are published in the tools' schemas, which
`tests/vindex_search/api/mcp/tools.json` records.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from vindex_search.api.mcp.facets import DESCRIPTION, FacetNames
from vindex_search.api.schemas.query.search import MAX_FILTER_VALUES, MAX_MOMENTS, MAX_QUERY_LENGTH, Date
from vindex_search.clips.cut.task import ClipFormat, ClipMode
from vindex_search.contract.ids import WORKSPACE_PATTERN, Channel, validate_workspace
from vindex_search.contract.records import Status
from vindex_search.query.places.in_video import Order

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Named = Annotated[list[str], Field(max_length=MAX_FILTER_VALUES)]
WorkspaceName = Annotated[
    str,
    Field(
        json_schema_extra={"pattern": f"^{WORKSPACE_PATTERN.pattern}$"},
        description="Only this workspace: the part of a video id before '--'. Omit it to look at all you may see.",
    ),
    AfterValidator(validate_workspace),
]


class ToolArguments(BaseModel):
    """Base of all arguments; an unknown argument is an error."""

    model_config = ConfigDict(extra="forbid")


class SearchArguments(ToolArguments):
    """Of `search_moments`."""

    model_config = ConfigDict(title="SearchAsked")

    query: str = Field(
        min_length=1,
        max_length=MAX_QUERY_LENGTH,
        description="What to find, as a plain sentence in any language: what is said, shown or written. "
        "Describe the moment itself rather than listing keywords.",
    )
    workspace: WorkspaceName | None = None
    video_ids: list[str] = Field(
        default=[], description="Only these videos, by their ids from list_videos or an earlier search. Empty: all."
    )
    channels: list[Channel] = Field(
        default=[],
        description="Only these kinds of evidence: speech (meaning of what is said), words (exact words said or "
        "written), screen (meaning of on-screen text), visual (what is seen). Empty: all.",
    )
    order: Order = Field(
        default="rank",
        description="rank: the best first. time: all places of one video as they come, with that video in video_ids.",
    )
    people: Named = Field(default=[], description="Only videos whose description names one of these people.")
    places: Named = Field(default=[], description="Only videos recorded in one of these places.")
    recorded_after: Date = Field(default=None, description="Only videos recorded then or later: a date, ISO 8601.")
    recorded_before: Date = Field(default=None, description="Only videos recorded before then: a date, ISO 8601.")
    limit: int = Field(default=5, ge=1, le=MAX_MOMENTS, description="At most so many moments.")
    facets: FacetNames = Field(default=[], description=DESCRIPTION)


class TranscriptArguments(ToolArguments):
    """Of `get_transcript`."""

    model_config = ConfigDict(title="TranscriptAsked")

    video_id: str = Field(description="A video's id, from list_videos or search_moments.")
    from_s: Seconds = Field(default=0.0, description="From this second of the video on.")
    to_s: Seconds | None = Field(default=None, description="Up to this second. Omit it to read to the end.")

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.to_s is not None and self.to_s <= self.from_s:
            raise ValueError(f"to_s={self.to_s:g} is not after from_s={self.from_s:g}")
        return self


class ChaptersArguments(ToolArguments):
    """Of `get_chapters`."""

    model_config = ConfigDict(title="ChaptersAsked")

    video_id: str = Field(description="A video's id, from list_videos or search_moments.")


class VideosArguments(ToolArguments):
    """Of `list_videos`."""

    model_config = ConfigDict(title="VideosAsked")

    workspace: WorkspaceName | None = None
    status: Status | None = Field(
        default=None, description="Only videos in this state; only those that are 'indexed' can be found by a search."
    )
    tag: str | None = Field(
        default=None, description="Only videos with this tag: a folder's name between workspace and file."
    )
    after: str = Field(default="", description="Go on after this video id: the `next` of the page before.")
    facets: FacetNames = Field(default=[], description=DESCRIPTION)


class ClipArguments(ToolArguments):
    """Of `make_clip`."""

    model_config = ConfigDict(title="ClipAsked")

    video_id: str = Field(description="The video's id, from list_videos or a moment.")
    start_s: Seconds = Field(description="Start in the video, in seconds.")
    end_s: Seconds = Field(description="End in the video, in seconds.")
    mode: ClipMode = Field(default="exact", description="exact: to the frame. fast: from the key frame before.")
    format: ClipFormat = Field(default="mp4", description="mp4, m4a (sound alone) or gif (at most 10 s).")
    burn_subtitles: bool = Field(default=False, description="Draw what is said into the picture.")
