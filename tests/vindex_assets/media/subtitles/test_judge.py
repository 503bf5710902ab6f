"""judge: subtitles of the film, of another one, in another clock, and of nothing that is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.subtitles.cues import Cue, CueWord
from vindex_assets.media.subtitles.judge import Verdict, judge_cues


def judge(*cues: Cue, duration_s: float = 60.0) -> Verdict:
    return judge_cues(cues, duration_s=duration_s, source="the subtitle file talk.srt")


def said_at(*seconds: float) -> list[Cue]:
    return [Cue(second, second + 3, "so it goes") for second in seconds]


def codes(verdict: Verdict) -> list[str]:
    return [note.code for note in verdict.notes]


def test_subtitles_of_the_film_are_taken_without_a_word() -> None:
    cues = said_at(0, 10, 58)
    assert judge(*cues) == Verdict(tuple(cues), words=9)


@pytest.mark.parametrize("hours", [1, 2, 10, 25])
def test_a_clock_that_begins_at_a_whole_hour_is_set_to_zero(hours: int) -> None:
    offset = hours * 3600.0
    verdict = judge(*said_at(offset + 0.25, offset + 40))
    assert [cue.start_s for cue in verdict.cues] == [0.25, 40.0]
    assert codes(verdict) == ["subtitles_shifted"]
    assert verdict.notes[0].text.startswith(f"the cues of the subtitle file talk.srt begin at {hours}:00:00")


def test_words_are_shifted_with_their_cue() -> None:
    verdict = judge(Cue(36_001.0, 36_002.0, "so", words=(CueWord("so", 36_001.0, 36_002.0),)))
    assert verdict.cues[0].words == (CueWord("so", 1.0, 2.0),)


@pytest.mark.parametrize("cues", [said_at(100, 110), said_at(1800, 1830), said_at(3600, 3700), said_at(10, 100, 200)])
def test_cues_that_are_mostly_after_the_end_are_those_of_another_film(cues: list[Cue]) -> None:
    refusal = judge(*cues).refusal
    assert refusal is not None
    assert refusal.endswith("begin after the end of the film, at 1:00")


def test_a_film_of_hours_is_not_shifted() -> None:
    cues = said_at(3600, 5000, 7000)
    assert judge(*cues, duration_s=7200.0).cues == tuple(cues)


def test_a_few_cues_after_the_end_are_left_out_and_counted() -> None:
    verdict = judge(*said_at(1, 10, 20, 70))
    assert [cue.start_s for cue in verdict.cues] == [1, 10, 20]
    assert [note.text for note in verdict.notes] == [
        "1 of the 4 cues of the subtitle file talk.srt begin after the end of the film, at 1:00, and were left out"
    ]
    assert codes(verdict) == ["cues_outside"]


@pytest.mark.parametrize("text", ["[Music]", "♪ ♪", "(applause)", "（音楽）", "ANN:"])
def test_what_nobody_says_is_no_transcript(text: str) -> None:
    assert judge(Cue(0, 15, text)).refusal == f"nothing in its 1 cue is spoken ({text!r})"


def test_without_a_cue_there_is_no_transcript() -> None:
    assert judge().refusal == "it has no cue with text"


@pytest.mark.parametrize(("words", "is_sparse"), [(0, True), (19, True), (20, False)])
def test_few_words_a_minute_are_few(words: int, is_sparse: bool) -> None:
    assert Verdict((), words=words).is_sparse(60.0) == is_sparse


@given(starts=st.lists(st.floats(0, 100_000), max_size=8), duration_s=st.floats(0.1, 50_000))
def test_what_is_taken_lies_inside_the_film(starts: list[float], duration_s: float) -> None:
    verdict = judge(*said_at(*sorted(starts)), duration_s=duration_s)
    assert all(0 <= cue.start_s < duration_s for cue in verdict.cues)
    assert (verdict.refusal is None) == bool(verdict.cues)
