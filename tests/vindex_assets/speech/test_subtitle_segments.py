"""Subtitles as segments."""

from __future__ import annotations

from vindex_assets.media.subtitles.read import Cue
from vindex_assets.speech.segments import Segment, normalize_segments
from vindex_assets.speech.subtitle_segments import from_cues


def test_a_cue_keeps_its_time_speaker_and_words() -> None:
    made = from_cues([Cue(1.0, 3.0, "High water\nat noon", "Ann")], language="en")
    assert made == [Segment(1.0, 3.0, "High water at noon", "subtitles", "en", "Ann")]


def test_words_of_a_cue_are_spread_over_its_time_by_their_letters() -> None:
    words = normalize_segments(from_cues([Cue(0.0, 8.0, "ebb flow")], language=None), duration_s=10.0)[0].words
    assert [(word.text, round(word.start_s, 3), word.score) for word in words] == [
        ("ebb", 0.0, None),
        ("flow", 3.556, None),
    ]


def test_no_cues_are_no_segments() -> None:
    assert from_cues([], language="en") == []
