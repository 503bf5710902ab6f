"""The hallucination filter: real speech passes unchanged; words over silence and loops do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vindex_assets.speech.conftest import HEARD_S
from vindex_assets.speech.hallucination_filter import (
    MAX_REPEATS,
    WINDOW_S,
    drop_hallucinations,
    is_audible,
    measure_loudness,
)
from vindex_search.passages.segments import Segment, spread_words

Recording = Callable[..., Path]
Heard = Callable[..., list[Segment]]
LONG_SPEECH = ("jfk.flac", "two_speakers_sample.wav", "ami_dev00.wav")
LOUD = np.full(1000, -20.0, np.float32)
SILENT = np.full(1000, -90.0, np.float32)


def segment_of(text: str, start_s: float = 0.0, end_s: float = 5.0) -> Segment:
    plain = Segment(start_s, end_s, text, "asr")
    return Segment(start_s, end_s, text, "asr", words=spread_words(plain))


@pytest.mark.parametrize(
    "name",
    ["librivox_0870.wav", *(pytest.param(one, marks=pytest.mark.slow) for one in LONG_SPEECH)],
)
def test_real_speech_passes_untouched(name: str, recording: Recording, heard: Heard) -> None:
    recognised = heard(name)
    filtered = drop_hallucinations(recognised, measure_loudness(recording(name, seconds=HEARD_S)))
    assert recognised
    assert (list(filtered.segments), filtered.over_silence, filtered.in_loops) == (recognised, 0, 0)


def test_loudness_has_a_value_per_tenth_of_a_second(recording: Recording) -> None:
    loudness = measure_loudness(recording("jfk.flac"))
    assert len(loudness) == pytest.approx(11.0 / WINDOW_S, abs=1)
    assert -40 < float(np.median(loudness)) < -10


def test_words_over_silence_are_dropped_and_counted() -> None:
    filtered = drop_hallucinations(
        [segment_of("thanks for watching"), segment_of("the tide", 5.0, 9.0)], np.concatenate([SILENT[:50], LOUD])
    )
    assert [segment.text for segment in filtered.segments] == ["the tide"]
    assert filtered.over_silence == 1


def test_words_after_the_end_of_the_sound_are_over_silence() -> None:
    assert not is_audible(segment_of("and so on", 200.0, 210.0), LOUD)


def test_a_short_word_in_a_long_pause_is_spoken() -> None:
    loudness = SILENT.copy()
    loudness[10:14] = -25
    assert is_audible(segment_of("yes", 0.0, 7.0), loudness)


def test_a_phrase_in_a_loop_is_left_once() -> None:
    filtered = drop_hallucinations([segment_of("we begin " + "and then it goes " * 9 + "home")], LOUD)
    assert [segment.text for segment in filtered.segments] == ["we begin and then it goes home"]
    assert filtered.in_loops == 1


def test_what_people_repeat_they_may_repeat() -> None:
    spoken = segment_of("no, no, no, I will not, I will not go")
    assert drop_hallucinations([spoken], LOUD).segments == (spoken,)


def test_a_segment_said_over_and_over_is_left_a_few_times() -> None:
    echoes = [segment_of("Thank you.", float(n), n + 1.0) for n in range(8)]
    filtered = drop_hallucinations([*echoes, segment_of("The tide", 8.0, 9.0)], LOUD)
    assert [segment.text for segment in filtered.segments] == ["Thank you."] * MAX_REPEATS + ["The tide"]
    assert filtered.in_loops == 8 - MAX_REPEATS


def test_another_sentence_between_makes_it_no_loop() -> None:
    spoken = [segment_of(text, float(n), n + 1.0) for n, text in enumerate(["Yes.", "Yes.", "Yes.", "No."] * 2)]
    assert drop_hallucinations(spoken, LOUD).segments == tuple(spoken)


@pytest.mark.parametrize(
    ("phrase", "repeats", "left"), [(1, 3, 3), (1, 4, 1), (12, 3, 36), (12, 4, 12), (13, 4, 52), (5, 9, 5)]
)
def test_a_phrase_of_up_to_twelve_words_may_come_three_times(phrase: int, repeats: int, left: int) -> None:
    words = [f"word{letter}" for letter in "abcdefghijklm"[:phrase]] * repeats
    (found,) = drop_hallucinations([segment_of(" ".join(words))], LOUD).segments
    assert [word.text for word in found.words] == words[:left]


def test_case_and_punctuation_do_not_hide_a_loop() -> None:
    (found,) = drop_hallucinations([segment_of("Go on, go on; GO ON. go on! Then home")], LOUD).segments
    assert found.text == "Go on, Then home"


def test_a_shortened_segment_begins_where_it_did_and_ends_with_its_last_word() -> None:
    spoken = segment_of("so so so so so", 2.0, 7.0)
    (found,) = drop_hallucinations([spoken], LOUD).segments
    assert (found.start_s, found.end_s) == (2.0, spoken.words[0].end_s)


@pytest.mark.parametrize(("end_s", "audible"), [(1.9, True), (2.0, True), (2.1, False)])
def test_a_twentieth_of_a_segment_is_enough_to_be_heard(end_s: float, audible: bool) -> None:
    """One loud tenth of a second at its beginning."""
    loudness = SILENT.copy()
    loudness[0] = -20.0
    assert is_audible(segment_of("yes", 0.0, end_s), loudness) is audible


@pytest.mark.parametrize(("dbfs", "audible"), [(-60.0, False), (-59.9, True)])
def test_a_quiet_room_is_silence(dbfs: float, audible: bool) -> None:
    assert is_audible(segment_of("yes"), np.full(100, dbfs, np.float32)) is audible


def test_a_segment_shorter_than_a_window_is_heard_in_its_own() -> None:
    loudness = np.array([-90, -90, -20, -90], np.float32)
    heard_at = [
        start_s for start_s in (0.05, 0.15, 0.25, 0.35) if is_audible(segment_of("a", start_s, start_s), loudness)
    ]
    assert heard_at == [0.25]


def test_loudness_is_decibels_of_full_scale(tmp_path: Path) -> None:
    import wave

    steps = [(-32_768, 1600), (16_384, 1600), (33, 3200), (0, 1600), (-32_768, 400)]
    with wave.open(str(tmp_path / "steps.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(np.concatenate([np.full(count, level, np.int16) for level, count in steps]).tobytes())
    found = measure_loudness(tmp_path / "steps.wav")
    assert found.tolist() == pytest.approx([0.0, -6.02, -59.94, -59.94, -120.0, 0.0], abs=0.01)


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=30), max_size=6))
def test_nothing_is_added_whatever_the_segments_are(texts: list[list[str]]) -> None:
    segments = [segment_of(" ".join(words), float(n), n + 1.0) for n, words in enumerate(texts)]
    once = drop_hallucinations(segments, LOUD)
    assert len(once.segments) <= len(segments)
    for segment in once.segments:
        assert segment.text == " ".join(word.text for word in segment.words)
        assert segment.text
