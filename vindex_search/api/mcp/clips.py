"""The MCP tool that makes clips: its result, and the function that runs."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from vindex_search.api.mcp.arguments import ClipArguments
from vindex_search.api.mcp.results import ToolResult
from vindex_search.api.mcp.tools import ToolContext, ToolError, visible_video
from vindex_search.api.schemas.clips import clip_out
from vindex_search.clips.asked import ClipAsked, ClipRefused
from vindex_search.clips.jobs import TooManyClips
from vindex_search.clips.record import ClipState


class ClipResult(ToolResult):
    """Of `make_clip`."""

    model_config = ConfigDict(title="ClipTold")

    state: ClipState
    progress: float = Field(description="Share that is done, 0 to 1.")
    start_s: float | None = Field(description="Where in the video the clip begins; null until it is done.")
    end_s: float | None = Field(description="Where it ends; null until it is done.")
    reason: str | None = Field(description="Why it failed.")
    file_url: str | None = Field(description="The file, for whoever has the key; null until it is done.")

    def as_text(self) -> str:
        """How far it is, or where the file is."""
        if self.state == "done":
            return f"The clip from {self.start_s} to {self.end_s} s is done: {self.file_url}"
        return f"The clip is {self.state}{f': {self.reason}' if self.reason else f', {self.progress:.0%}'}."


def make_clip(context: ToolContext, arguments: ClipArguments) -> ClipResult:
    """Ask for a clip, or how far it is.

    Raises:
        ToolError: the video does not exist, or the clip cannot be made.
    """
    video = visible_video(context, arguments.video_id)
    asked = ClipAsked(
        start_s=arguments.start_s,
        end_s=arguments.end_s,
        mode=arguments.mode,
        format=arguments.format,
        subtitles="burnt" if arguments.burn_subtitles else "none",
    )
    try:
        found = clip_out(context.service.clips.ask(video, asked))
    except (ClipRefused, TooManyClips) as refused:
        raise ToolError(str(refused)) from None
    return ClipResult(
        state=found.state,
        progress=found.progress,
        start_s=found.start_s,
        end_s=found.end_s,
        reason=found.reason,
        file_url=context.base_url + found.url if found.url else None,
    )
