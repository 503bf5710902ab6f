"""results: the text that a language model reads."""

from __future__ import annotations

from typing import cast

import pytest

from tests.support.storage.notes import DECIDED, LOST, SKIPPED
from vindex_search.api.mcp.results import (
    MAX_QUOTE_LENGTH,
    EvidenceTold,
    MomentTold,
    TranscriptResult,
    VideoTold,
    losses_told,
    moments_result,
    time_range,
)
from vindex_search.contract.notes import Note
from vindex_search.query.responses import Coverage, FoundVideo, SearchResponse
from vindex_search.ranking.places import Place
from vindex_search.videos.video import Video


@pytest.mark.parametrize(
    ("start_s", "end_s", "reads"),
    [
        (0.0, 2.0, "0:00-0:02 (0.0-2.0 s)"),
        (61.96, 90.0, "1:01-1:30 (62.0-90.0 s)"),
        (3599.9, 3661.0, "59:59-1:01:01 (3599.9-3661.0 s)"),
    ],
)
def test_a_time_range_is_written_as_clock_times_and_seconds(start_s: float, end_s: float, reads: str) -> None:
    assert time_range(start_s, end_s) == reads


def test_a_long_text_is_quoted_in_part_on_one_line() -> None:
    evidence = [EvidenceTold(channel="speech", start_s=0, end_s=1, text="so\nmany words " * 100)]
    facts = {"video_id": "v", "title": "t", "start_s": 0, "end_s": 1, "play_url": "http://here/v", "confidence": None}
    moment = MomentTold.model_validate({**facts, "evidence": evidence})
    where, quote, link = moment.as_text().split("\n")
    assert where == "t (v), 0:00-0:01 (0.0-1.0 s), found by speech"
    assert quote.startswith('   "so many words so')
    assert len(quote) < MAX_QUOTE_LENGTH + 10
    assert link.strip() == "http://here/v"


def test_a_transcript_names_the_speaker_and_where_it_continues() -> None:
    result = TranscriptResult.model_validate(
        {
            **{"video_id": "v", "title": "t", "losses": [], "next_from_s": 7.5},
            "lines": [{"start_s": 1.0, "end_s": 2.0, "text": "Hello.", "speaker": "A"}],
        }
    )
    assert result.as_text().split("\n")[1:] == ["[1.0] A: Hello.", "It goes on: ask again with from_s=7.5."]


def test_losses_are_told_with_their_range_and_few_of_them() -> None:
    told = [
        "28.0 s of sound cannot be decoded (0:12-0:40)",
        "1 cue of talk.en.srt cannot be read, the first in line 12",
    ]
    assert losses_told([DECIDED, LOST, SKIPPED]) == told
    many = [Note("frames_lost", f"picture {at}") for at in range(5)]
    assert losses_told(many) == ["picture 0", "picture 1", "picture 2", "2 more losses"]
    assert losses_told([DECIDED]) == []


def test_a_video_and_a_transcript_say_what_is_missing() -> None:
    facts = {"video_id": "v", "title": "t", "status": "indexed", "reason": None, "duration_s": 3.0, "uploaded_at": None}
    video = VideoTold.model_validate({**facts, "tags": ["a"], "losses": ["one", "two"], "play_url": "http://here/v"})
    assert video.as_text() == "v: t, indexed, 3 s, tags: a, missing: one; two"
    transcript = {"video_id": "v", "title": "t", "lines": [], "losses": ["one"], "next_from_s": None}
    assert TranscriptResult.model_validate(transcript).as_text().split("\n")[1:] == ["Missing: one.", "The end."]


@pytest.mark.parametrize(
    ("in_one_video", "cursor", "told"),
    [
        (True, "more", "These are 0 of 3 places in this video: ask again with a higher limit."),
        (True, None, None),
        (False, "more", None),
    ],
)
def test_places_that_the_limit_cut_off_are_told(in_one_video: bool, cursor: str | None, told: str | None) -> None:
    places = tuple(Place(at, at + 1.0, 1.0) for at in (0.0, 5.0, 9.0))
    videos = (FoundVideo(cast("Video", None), places),)
    response = SearchResponse("q", 1.0, "offline", True, (), Coverage(1, 1, {}), cursor, videos)
    assert moments_result(response, "", in_one_video=in_one_video).message == told
