"""tools: a long transcript and a long list come in parts that join."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.support.storage.video_records import known_video
from vindex_search.api.mcp import tools
from vindex_search.api.mcp.arguments import TranscriptArguments, VideosArguments
from vindex_search.api.mcp.tools import ToolContext, get_transcript, list_videos
from vindex_search.auth.permissions import LOCAL_CALLER
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.contract.tables import TRANSCRIPT_SCHEMA
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp


@pytest.fixture
def asking(tmp_path: Path) -> ToolContext:
    return ToolContext(SearchService(Settings(home=tmp_path)), LOCAL_CALLER, "http://here")


def said(asking: ToolContext, *rows: tuple[float, str, str]) -> str:
    """A video with a transcript of these starts, texts and sources; returns its id."""
    store = asking.library.store
    identifier = known_video(store, "team/talk.mp4")
    empty = dict.fromkeys(TRANSCRIPT_SCHEMA)
    table = [
        {**empty, "segment": number, "start_s": start, "end_s": start + 1, "text": text, "source": source}
        for number, (start, text, source) in enumerate(rows)
    ]
    store.write_table(identifier, TRANSCRIPT, pl.DataFrame(table, schema=TRANSCRIPT_SCHEMA), Stamp((), "1"))
    return identifier


def test_a_long_transcript_comes_in_parts_that_join(asking: ToolContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MOST_CHARACTERS", 25)
    video = said(asking, *((float(at), f"{at:010}", "asr") for at in range(5)), (5.0, "x" * 90, "asr"))
    texts: list[str] = []
    at: float | None = 0.0
    while at is not None:
        part = get_transcript(asking, TranscriptArguments(video_id=video, from_s=at))
        texts += [line.text for line in part.lines]
        at = part.next_from_s
    assert texts == [*(f"{at:010}" for at in range(5)), "x" * 90]


def test_of_what_was_written_and_heard_the_written_is_read(asking: ToolContext) -> None:
    video = said(asking, (0.0, "as heard", "asr"), (0.0, "as written", "subtitles"))
    told = get_transcript(asking, TranscriptArguments(video_id=video))
    assert [line.text for line in told.lines] == ["as written"]


def test_a_long_list_comes_in_pages_that_join(asking: ToolContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MOST_VIDEOS", 2)
    made = sorted(known_video(asking.library.store, f"team/{name}.mp4") for name in "abcde")
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        page = list_videos(asking, VideosArguments(after=after))
        found += [video.video_id for video in page.videos]
        after = page.next
    assert found == made
