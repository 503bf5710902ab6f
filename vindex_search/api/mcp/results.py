"""Results of the MCP tools, as structured data and as compact text for a language model.

Docstrings, titles and descriptions of these models, and the class names of the nested ones (`...Told`), are published
in the tools' schemas, which `tests/vindex_search/api/mcp/tools.json` records.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from vindex_search.api.mcp.facets import FacetTold, facet_texts, facets_told
from vindex_search.api.schemas.urls import play_url
from vindex_search.common.clock_time import player_range, player_time
from vindex_search.contract.description.recorded_time import wall_clock
from vindex_search.contract.ids import Channel
from vindex_search.contract.notes import Note
from vindex_search.contract.records import Status
from vindex_search.query.responses import FoundMoment, SearchResponse
from vindex_search.videos.activity.progress import VideoProgress

MAX_QUOTE_LENGTH: Final = 300  # characters; enough to judge a moment
MAX_LOSSES: Final = 3  # of a video; the rest are counted
MAX_EVIDENCE: Final = 3  # the best pieces of each moment; a long moment has dozens that repeat each other


class ToolResult(BaseModel):
    """Base of all results: structured data that can be rendered as text."""

    def as_text(self) -> str:
        """The result for a language model whose client passes on no structured data."""
        raise NotImplementedError


class EvidenceTold(BaseModel):
    """Why a moment was found."""

    channel: Channel
    start_s: float
    end_s: float
    text: str | None = Field(description="What is said or written there; null for a picture.")


class MomentTold(BaseModel):
    """A range of one video that answers the query."""

    video_id: str
    title: str
    start_s: float = Field(description="Seconds from the start of the video.")
    end_s: float
    recorded_start: str | None = Field(
        default=None, description="Clock time of its start, where that of the recording is known; ISO 8601."
    )
    play_url: str = Field(description="Plays the video from this moment: cite the moment with it.")
    confidence: float | None = Field(
        description="0 to 1: how probable it is that this moment is a right answer. Null: not measured."
    )
    evidence: list[EvidenceTold]

    def as_text(self) -> str:
        """Three lines: title, time and channels; a quote; the link."""
        channels = ", ".join(dict.fromkeys(evidence.channel for evidence in self.evidence))
        quote = next((evidence.text for evidence in self.evidence if evidence.text), None)
        quoted = f'\n   "{shorten(quote)}"' if quote else ""
        clock = f", recorded at {self.recorded_start}" if self.recorded_start else ""
        where = f"{self.title} ({self.video_id}), {time_range(self.start_s, self.end_s)}{clock}, found by {channels}"
        return f"{where}{quoted}\n   {self.play_url}"


class MomentsResult(ToolResult):
    """Of `search_moments`: moments, best first or by time."""

    model_config = ConfigDict(title="MomentsTold")

    matched: bool = Field(
        description="False: the library holds no answer, and the moments are only the nearest; do not cite them as one."
    )
    message: str | None = Field(description="What else to know: that nothing matches, that videos are still missing.")
    moments: list[MomentTold]
    facets: list[FacetTold] = Field(default=[], description="Counts of the videos found, where they were asked for.")

    def as_text(self) -> str:
        """The message and the numbered moments."""
        message = [self.message] if self.message else []
        moments = [f"{number}. {moment.as_text()}" for number, moment in enumerate(self.moments, start=1)]
        found = moments or ["No moment was found. Try other words, or fewer restrictions."]
        return "\n".join([*message, *found, *facet_texts(self.facets)])


class LineTold(BaseModel):
    """What is said in one go."""

    start_s: float
    end_s: float
    text: str
    speaker: str | None


class TranscriptResult(ToolResult):
    """Of `get_transcript`: what is said in a video, in order."""

    model_config = ConfigDict(title="TranscriptTold")

    video_id: str
    title: str
    lines: list[LineTold]
    losses: list[str] = Field(description="What of the upload could not be read: it may be missing from the lines.")
    next_from_s: float | None = Field(description="The transcript goes on: ask again with this from_s. Null: its end.")

    def as_text(self) -> str:
        """One line per segment: its start in seconds, the speaker, the text."""
        lines = [
            f"[{line.start_s:.1f}] {f'{line.speaker}: ' if line.speaker else ''}{line.text}" for line in self.lines
        ]
        more = (
            f"It goes on: ask again with from_s={self.next_from_s:g}." if self.next_from_s is not None else "The end."
        )
        missing = [f"Missing: {'; '.join(self.losses)}."] if self.losses else []
        return "\n".join([f"{self.title} ({self.video_id}); [seconds] before each line", *missing, *lines, more])


class ChapterTold(BaseModel):
    """A named part of a video."""

    start_s: float
    end_s: float
    title: str
    play_url: str


class ChaptersResult(ToolResult):
    """Of `get_chapters`: the parts of a video, in order."""

    model_config = ConfigDict(title="ChaptersTold")

    video_id: str
    title: str
    is_made: bool = Field(description="The parts and titles are made by a program; false: people named them.")
    chapters: list[ChapterTold] = Field(description="None where the video is one part.")

    def as_text(self) -> str:
        """One line per chapter: its start in seconds, the title, the link."""
        head = f"{self.title} ({self.video_id}): {len(self.chapters)} chapters{', made' if self.is_made else ''}"
        return "\n".join([head, *(f"[{one.start_s:.1f}] {one.title} {one.play_url}" for one in self.chapters)])


class ProgressTold(BaseModel):
    """How far the work on a video is."""

    share: float = Field(description="Share done, from 0 to 1.")
    step: str | None = Field(description="What is being made; null: it waits for its turn.")
    is_silent: bool = Field(description="True: what works on it has shown no sign of life for a minute.")

    def as_text(self) -> str:
        """As "43 % done, at transcript"."""
        step = f", at {self.step}" if self.step else ""
        return f"{int(self.share * 100)} % done{step}{', no sign of life for a minute' if self.is_silent else ''}"


class VideoTold(BaseModel):
    """One video and how far it is."""

    video_id: str
    title: str
    status: Status
    reason: str | None = Field(description="Why it failed, in plain words.")
    progress: ProgressTold | None = Field(default=None, description="Of a video in work; null: nobody works on it.")
    duration_s: float | None
    uploaded_at: str | None
    tags: list[str]
    people: list[str] = Field(default=[], description="Who is seen or heard in it, or made it.")
    recorded_at: str | None = Field(default=None, description="When its recording began, or on which day; ISO 8601.")
    place: str | None = Field(default=None, description="Where it was recorded.")
    about: str | None = Field(default=None, description="What is said about it, cut where it is long.")
    losses: list[str] = Field(description="What of the upload could not be read, so that no search finds it.")
    play_url: str

    def as_text(self) -> str:
        """One line."""
        length = f", {self.duration_s:.0f} s" if self.duration_s is not None else ""
        tags = f", tags: {', '.join(self.tags)}" if self.tags else ""
        people = f", people: {', '.join(self.people)}" if self.people else ""
        recorded = f", recorded {self.recorded_at}" if self.recorded_at else ""
        progress = self.progress.as_text() if self.progress else None
        details = "; ".join(filter(None, (progress, self.reason)))
        state = f"{self.status}{f' ({details})' if details else ''}"
        losses = f", missing: {'; '.join(self.losses)}" if self.losses else ""
        return f"{self.video_id}: {self.title}, {state}{length}{tags}{people}{recorded}{losses}"


class VideosResult(ToolResult):
    """Of `list_videos`: a page of videos, ordered by workspace and id."""

    model_config = ConfigDict(title="VideosTold")

    videos: list[VideoTold]
    next: str | None = Field(description="There are more: ask again with this as `after`. Null: there are not.")
    facets: list[FacetTold] = Field(default=[], description="Counts of all such videos, where they were asked for.")

    def as_text(self) -> str:
        """One line per video."""
        more = [f"There are more: ask again with after={self.next!r}."] if self.next else []
        videos = [video.as_text() for video in self.videos] or ["There are no such videos."]
        return "\n".join([*videos, *more, *facet_texts(self.facets)])


def moments_result(response: SearchResponse, base_url: str, *, in_one_video: bool = False) -> MomentsResult:
    """A search response as the result of `search_moments`.

    Args:
        response: Of the query layer.
        base_url: Begins its links.
        in_one_video: The search was for all places of one video: where the limit cut them off, the message says so.
    """
    moments = [_moment_result(moment, response.query, base_url) for moment in response.moments]
    more = _more_places(response) if in_one_video and response.next_cursor else None
    message = " ".join(filter(None, [response.message, more])) or None
    facets = facets_told(response.facets)
    return MomentsResult(matched=response.matched, message=message, moments=moments, facets=facets)


def _more_places(response: SearchResponse) -> str:
    places = sum(len(found.places) for found in response.videos)
    return f"These are {len(response.moments)} of {places} places in this video: ask again with a higher limit."


def _moment_result(moment: FoundMoment, query: str, base_url: str) -> MomentTold:
    evidence = [
        EvidenceTold(channel=one.channel, start_s=one.start_s, end_s=one.end_s, text=one.text)
        for one in moment.evidence[:MAX_EVIDENCE]
    ]
    return MomentTold(
        video_id=moment.video.video_id,
        title=moment.video.title,
        start_s=moment.start_s,
        end_s=moment.end_s,
        recorded_start=wall_clock(moment.video.description.recorded_at, moment.start_s),
        play_url=base_url + play_url(moment.video.video_id, moment.start_s, query),
        confidence=moment.confidence,
        evidence=evidence,
    )


def progress_told(progress: VideoProgress) -> ProgressTold:
    """The progress of a video in work."""
    step = progress.step
    asset = step.heartbeat.asset.replace("_", " ") if step else None
    return ProgressTold(share=round(progress.share, 3), step=asset, is_silent=bool(step and step.is_silent))


def losses_told(notes: Sequence[Note]) -> list[str]:
    """The losses among the notes of a video, each with its range; at most `MAX_LOSSES`, and how many more there are."""
    losses = [note for note in notes if note.is_loss]
    told = [f"{note.text}{_where(note)}" for note in losses[:MAX_LOSSES]]
    return [*told, *([f"{len(losses) - MAX_LOSSES} more losses"] if len(losses) > MAX_LOSSES else [])]


def _where(note: Note) -> str:
    place = player_range(note.start_s, note.end_s)
    return f" ({place})" if place else ""


def time_range(start_s: float, end_s: float) -> str:
    """A time range as clock times and in seconds: `1:02-1:30 (62.4-90.0 s)`."""
    return f"{player_time(start_s)}-{player_time(end_s)} ({start_s:.1f}-{end_s:.1f} s)"


def shorten(text: str) -> str:
    """A text on one line, cut where it is longer than MAX_QUOTE_LENGTH."""
    plain = " ".join(text.split())
    return plain if len(plain) <= MAX_QUOTE_LENGTH else plain[:MAX_QUOTE_LENGTH].rstrip() + " …"
