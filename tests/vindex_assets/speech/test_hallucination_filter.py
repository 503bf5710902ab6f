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
from vindex_assets.speech.segments import Segment, spread_words

Recording = Callable[..., Path]
Heard = Callable[..., list[Segment]]
LOUD = np.full(1000, -20.0, np.float32)
SILENT = np.full(1000, -90.0, np.float32)


def segment_of(text: str, start_s: float = 0.0, end_s: float = 5.0) -> Segment:
    plain = Segment(start_s, end_s, text, "asr")
    return Segment(start_s, end_s, text, "asr", words=spread_words(plain))


@pytest.mark.parametrize("name", ["jfk.flac", "librivox_0870.wav", "two_speakers_sample.wav", "ami_dev00.wav"])
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


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=30), max_size=6))
def test_nothing_is_added_whatever_the_segments_are(texts: list[list[str]]) -> None:
    segments = [segment_of(" ".join(words), float(n), n + 1.0) for n, words in enumerate(texts)]
    once = drop_hallucinations(segments, LOUD)
    assert len(once.segments) <= len(segments)
    for segment in once.segments:
        assert segment.text == " ".join(word.text for word in segment.words)
        assert segment.text
