"""tools: transcripts and lists in parts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.support.concurrency.waiting import rounds
from tests.support.library.activity.heartbeats import step
from tests.support.storage.notes import DECIDED, LOST
from tests.support.storage.video_records import attempted, known_video, register
from vindex_search.api.mcp import tools
from vindex_search.api.mcp.arguments import TranscriptArguments, VideosArguments
from vindex_search.api.mcp.facets import CountTold
from vindex_search.api.mcp.tools import ToolContext, get_transcript, list_videos
from vindex_search.auth.permissions import LOCAL_CALLER, Caller
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.contract.notes import to_stamp
from vindex_search.contract.tables import TRANSCRIPT_SCHEMA
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings
from vindex_search.storage.runs import heartbeats
from vindex_search.storage.stamp import Stamp


@pytest.fixture
def context(tmp_path: Path) -> ToolContext:
    return ToolContext(SearchService(Settings(home=tmp_path)), LOCAL_CALLER, "http://here")


def add_transcript(context: ToolContext, *rows: tuple[float, str, str]) -> str:
    """A video with a transcript of these starts, texts and sources; returns its id."""
    store = context.service.store
    identifier = known_video(store, "team/talk.mp4")
    empty = dict.fromkeys(TRANSCRIPT_SCHEMA)
    table = [
        {**empty, "segment": number, "start_s": start, "end_s": start + 1, "text": text, "source": source}
        for number, (start, text, source) in enumerate(rows)
    ]
    store.write_table(identifier, TRANSCRIPT, pl.DataFrame(table, schema=TRANSCRIPT_SCHEMA), Stamp((), "1"))
    return identifier


def test_a_long_transcript_comes_in_parts(context: ToolContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MAX_TRANSCRIPT_LENGTH", 25)
    video = add_transcript(context, *((float(at), f"{at:010}", "asr") for at in range(5)), (5.0, "x" * 90, "asr"))
    texts: list[str] = []
    at = 0.0
    for _ in rounds():
        part = get_transcript(context, TranscriptArguments(video_id=video, from_s=at))
        texts += [line.text for line in part.lines]
        if part.next_from_s is None:
            break
        at = part.next_from_s
    assert texts == [*(f"{at:010}" for at in range(5)), "x" * 90]


def test_subtitles_are_preferred_to_recognised_speech(context: ToolContext) -> None:
    video = add_transcript(context, (0.0, "as recognised", "asr"), (0.0, "as written", "subtitles"))
    result = get_transcript(context, TranscriptArguments(video_id=video))
    assert [line.text for line in result.lines] == ["as written"]


def test_a_long_list_comes_in_pages(context: ToolContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MAX_VIDEOS", 2)
    made = sorted(known_video(context.service.store, f"team/{name}.mp4") for name in "abcde")
    found: list[str] = []
    after = ""
    for _ in rounds():
        page = list_videos(context, VideosArguments(after=after))
        found += [video.video_id for video in page.videos]
        if page.next is None:
            break
        after = page.next
    assert found == made


def test_an_agent_can_have_all_pages_counted(context: ToolContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MAX_VIDEOS", 1)
    for key in ("team/sea/a.mp4", "team/sea/b.mp4", "other/c.mp4"):
        known_video(context.service.store, key)
    page = list_videos(context, VideosArguments(facets=["workspace", "tag"], workspace="team"))
    assert page.as_text().splitlines()[-2:] == ["Videos by workspace: team 2, other 1", "Videos by tag: sea 2"]
    limited = replace(context, caller=Caller("a key", frozenset(["search"]), ("team",)))
    assert list_videos(limited, VideosArguments(facets=["workspace"])).facets[0].values == [
        CountTold(value="team", videos=2)
    ]


def test_an_agent_is_told_what_a_video_lacks(context: ToolContext) -> None:
    video = add_transcript(context, (0.0, "as recognised", "asr"))
    known_video(context.service.store, "team/talk.mp4", version="1", **to_stamp([DECIDED, LOST]))
    told = ["28.0 s of sound cannot be decoded (0:12-0:40)"]
    assert get_transcript(context, TranscriptArguments(video_id=video)).losses == told
    assert [video.losses for video in list_videos(context, VideosArguments()).videos] == [told]


def test_a_video_in_work_has_its_progress_and_others_have_none(context: ToolContext) -> None:
    store = context.service.store
    heard, waits = register(store, "team/heard.mp4", attempted()), register(store, "team/waits.mp4")
    heartbeats.write_step(store.root, step(heard))
    listed = {video.video_id: video for video in list_videos(context, VideosArguments()).videos}
    progress = listed[heard].progress
    assert progress is not None
    assert (progress.step, progress.is_silent, 0 < progress.share < 1) == ("transcript", False, True)
    assert "processing (20 % done, at transcript)" in listed[heard].as_text()
    assert listed[waits].progress is None
