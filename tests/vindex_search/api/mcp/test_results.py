"""results: the text that a language model reads."""

from __future__ import annotations

import pytest

from vindex_search.api.mcp.results import MAX_QUOTE_LENGTH, EvidenceTold, MomentTold, TranscriptResult, time_range


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
