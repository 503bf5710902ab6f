"""Passages of a transcript: whole sentences, nothing lost, never too long."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vindex_assets.speech.segments import normalize_segments
from vindex_search.passages.passages import (
    MAX_PASSAGE_S,
    MIN_PASSAGE_S,
    MIN_SHARED_WORDS,
    SPEAKER_CHANGE_S,
    TAIL_WORDS,
    split_passages,
)
from vindex_search.passages.segments import Segment
from vindex_search.passages.sentences import Sentence, split_sentences

pieces = st.tuples(
    st.floats(0.0, 8.0),  # silence before
    st.floats(0.1, 20.0),  # length
    st.lists(st.sampled_from(["tide", "rises", "falls.", "why?", "so"]), min_size=1, max_size=12).map(" ".join),
    st.sampled_from([None, "Ann", "Ben"]),
)


def transcript(segments: list[tuple[float, float, str, str | None]]) -> list[Segment]:
    result: list[Segment] = []
    at = 0.0
    for silence, length, text, speaker in segments:
        result.append(Segment(at + silence, at + silence + length, text, "asr", "en", speaker))
        at += silence + length
    return normalize_segments(result, duration_s=at)


transcripts = st.lists(pieces, max_size=20).map(transcript)


def talk(count: int, *, speaker: str | None = None, start: float = 0.0, each_s: float = 4.0) -> list[Segment]:
    """Sentences of 4 s, one a segment, numbered."""
    return [
        Segment(start + n * each_s, start + (n + 1) * each_s, f"Number {n}.", "asr", "en", speaker)
        for n in range(count)
    ]


@given(transcripts)
def test_every_word_is_in_a_passage_and_in_order(segments: list[Segment]) -> None:
    """The end of a long sentence is repeated; it is no sentence of the transcript."""
    words = [word.text for segment in segments for word in segment.words]
    whole = list(split_sentences(segments))
    collected: list[Sentence] = []
    for passage in split_passages(segments):
        collected.extend(one for one in passage.sentences if one in whole and one not in collected)
    assert [word for sentence in collected for word in sentence.text.split()] == words


@given(transcripts)
def test_a_passage_is_only_short_where_more_of_it_would_be_too_long(segments: list[Segment]) -> None:
    """A passage is only short where there is too little to say, or where more of it would make it too long."""
    result = split_passages(segments)
    for before, passage in pairwise(result):
        longer_s = passage.end_s - before.sentences[-1].start_s
        if passage.end_s - passage.start_s < MIN_PASSAGE_S and passage.speaker == before.speaker:
            assert (
                longer_s > MAX_PASSAGE_S
                or before.sentences[-1].speaker != passage.speaker
                or before.end_s < passage.start_s
            )


@given(transcripts)
def test_no_passage_is_too_long_unless_one_sentence_is(segments: list[Segment]) -> None:
    """Before a long one there are a few words at most."""
    for passage in split_passages(segments):
        own = [one for one in passage.sentences if one.start_s >= passage.start_s]
        assert len(own) == 1 or passage.end_s - passage.start_s <= MAX_PASSAGE_S + 1e-6
        assert sum(len(one.words) for one in passage.sentences[: -len(own)]) <= TAIL_WORDS


spoken = st.lists(
    st.integers(1, 40).flatmap(lambda count: st.tuples(st.just(count), st.sampled_from(["", ".", "?"]))),
    max_size=40,
)


@example([(28, "."), (3, "."), (28, "")])
@example([(1, ".")] * 40)
@example([(40, "."), (1, "?"), (40, ""), (40, "")])
@example([(40, "."), *[(1, ".")] * 3, (40, ".")])
@given(spoken)
def test_a_phrase_is_in_a_passage_wherever_passages_are_cut(sentences: list[tuple[int, str]]) -> None:
    """Sentences of one speaker, two words a second, of any length, with punctuation or without."""
    numbers = iter(range(10_000))
    segments, at = [], 0.0
    for count, end in sentences:
        text = " ".join(f"w{next(numbers)}" for _ in range(count)) + end
        segments.append(Segment(at, at + count / 2, text, "subtitles", "en"))
        at += count / 2
    made = normalize_segments(segments, duration_s=at)
    words = [word.text for segment in made for word in segment.words]
    passages = [f" {passage.text} " for passage in split_passages(made)]
    for first in range(len(words) - MIN_SHARED_WORDS):
        phrase = " ".join(words[first : first + MIN_SHARED_WORDS + 1])
        assert any(f" {phrase} " in passage for passage in passages)


def test_text_without_punctuation_is_cut_into_overlapping_pieces() -> None:
    words = " ".join(f"w{number}" for number in range(120))
    result = split_passages(normalize_segments([Segment(0.0, 60.0, words, "subtitles", "en")], duration_s=60.0))
    assert [round(passage.end_s - passage.start_s) for passage in result] == [24, 23, 23, 24]
    assert all(after.start_s < before.end_s - 10 for before, after in pairwise(result))


@pytest.mark.parametrize(("gap_s", "begins"), [(4.5, "of it is what it is, says he. No."), (5.1, "No. Number 0.")])
def test_before_an_interjection_the_last_words_are_repeated_unless_there_is_silence(gap_s: float, begins: str) -> None:
    said = Segment(0.0, 14.5, "We sail and all of it is what it is, says he.", "asr", "en")
    word = Segment(14.5 + gap_s, 15.5 + gap_s, "No.", "asr", "en")
    _, second, *_ = split_passages([said, word, *talk(5, start=15.5 + gap_s)])
    assert second.text.startswith(begins)


def test_another_speaker_repeats_no_words() -> None:
    said = Segment(0.0, 16.0, " ".join(["sail"] * 30) + ".", "asr", "en", "Ann")
    _, second = split_passages([said, *talk(2, speaker="Ben", start=16.0)])
    assert second.text == "Number 0. Number 1."


def test_of_a_long_sentence_the_last_words_are_repeated() -> None:
    long = Segment(0.0, 20.0, " ".join(f"w{number}" for number in range(40)) + ".", "asr", "en")
    first, second, *_ = split_passages([long, *talk(5, start=20.0)])
    assert first.sentences[0].text.endswith("w38 w39.")
    assert second.text.startswith("w32 w33 w34 w35 w36 w37 w38 w39. Number 0.")
    assert 15.5 < second.sentences[0].start_s < 16.5


def test_repeated_words_are_none_of_the_passages_own() -> None:
    long = Segment(0.0, 20.0, " ".join(["sail"] * 40) + ".", "asr", "en")
    _, second, *_ = split_passages([long, *talk(5, start=20.0)])
    assert (second.start_s, second.own_text.startswith("Number 0.")) == (20.0, True)


@given(transcripts)
def test_passages_are_in_order_and_their_sentences_inside_them(segments: list[Segment]) -> None:
    result = split_passages(segments)
    assert all(before.start_s <= after.start_s for before, after in pairwise(result))
    assert [passage.row_key for passage in result] == sorted({passage.row_key for passage in result})
    for passage in result:
        assert passage.text == " ".join(sentence.text for sentence in passage.sentences)
        assert passage.text.endswith(passage.own_text)
        assert passage.start_s in {one.start_s for one in passage.sentences[:2]}
        assert all(one.start_s <= one.end_s <= passage.end_s for one in passage.sentences)


@given(transcripts)
def test_an_offset_is_where_its_sentence_stands_in_the_text(segments: list[Segment]) -> None:
    """Search marks what it found in a sentence by these offsets: one character off, and every mark is."""
    for passage in split_passages(segments):
        places = [int(offset["at"]) for offset in passage.sentence_offsets]
        ends = [*(place - 1 for place in places[1:]), len(passage.text)]
        assert [passage.text[at:end] for at, end in zip(places, ends, strict=True)] == [
            sentence.text for sentence in passage.sentences
        ]
        assert [(offset["start_s"], offset["end_s"]) for offset in passage.sentence_offsets] == [
            (sentence.start_s, sentence.end_s) for sentence in passage.sentences
        ]


def test_sentences_are_a_space_apart_and_their_offsets_count_it() -> None:
    (passage,) = split_passages(talk(3))
    assert passage.text == "Number 0. Number 1. Number 2."
    assert [offset["at"] for offset in passage.sentence_offsets] == [0, 10, 20]


@given(transcripts)
def test_no_passage_holds_a_long_turn_of_another_speaker(segments: list[Segment]) -> None:
    for passage in split_passages(segments):
        for speaker, turn in groupby(passage.sentences, key=lambda sentence: sentence.speaker):
            spoken_s = sum(sentence.end_s - sentence.start_s for sentence in turn)
            assert speaker == passage.speaker or spoken_s <= SPEAKER_CHANGE_S + 1e-6


def test_a_passage_is_long_enough_and_begins_with_the_last_sentence_of_the_one_before() -> None:
    first, second, *_ = split_passages(talk(10))
    assert MIN_PASSAGE_S <= first.end_s - first.start_s <= MAX_PASSAGE_S
    assert second.sentences[1] == first.sentences[-1]  # after words before it, for it has two words only


@pytest.mark.parametrize("count", [2, 4], ids=["before it is full", "once it is full"])
def test_a_sentence_too_long_to_join_a_passage_has_only_words_of_it(count: int) -> None:
    end_s = count * 4.0
    long = Segment(end_s, end_s + 43.0, " ".join(["sail"] * 43) + ".", "asr", "en")
    *_, last = split_passages([*talk(count), long])
    assert last.text == f"Number {count - 2}. Number {count - 1}. {long.text}"


def test_a_short_rest_begins_earlier_within_the_passage_before_it() -> None:
    assert [[one.text for one in passage.sentences] for passage in split_passages(talk(5))] == [
        ["Number 0.", "Number 1.", "Number 2.", "Number 3."],
        ["Number 1.", "Number 2.", "Number 3.", "Number 4."],
    ]


def test_a_rest_after_a_long_sentence_stays_short() -> None:
    long = Segment(0.0, 44.0, " ".join(["sail"] * 44) + ".", "asr", "en")
    _, rest = split_passages([long, *talk(1, start=44.0)])
    assert rest.text == " ".join(["sail"] * 8) + ". Number 0."


def test_another_speaker_is_another_passage() -> None:
    result = split_passages([*talk(2, speaker="Ann"), *talk(2, speaker="Ben", start=8.0)])
    assert [(passage.speaker, len(passage.sentences)) for passage in result] == [("Ann", 2), ("Ben", 2)]


def test_a_short_word_between_cuts_no_passage() -> None:
    segments = [
        Segment(0.0, 4.0, "We sail at noon.", "asr", "en", "Ann"),
        Segment(4.0, 5.0, "Yes.", "asr", "en", "Ben"),
        Segment(5.0, 9.0, "With the tide.", "asr", "en", "Ann"),
    ]
    assert [len(passage.sentences) for passage in split_passages(segments)] == [3]


@pytest.mark.parametrize("segments", [[], [Segment(0.0, 1.0, "", "asr")]])
def test_no_speech_makes_no_passage(segments: list[Segment]) -> None:
    assert split_passages(segments) == []


def test_what_is_written_and_what_is_heard_make_passages_of_their_own() -> None:
    recognised = talk(6)
    subtitles = [replace(segment, source="subtitles", text=segment.text.upper()) for segment in talk(6)]
    both = sorted([*recognised, *subtitles], key=lambda segment: segment.start_s)
    result = split_passages(both)
    assert [p.text for p in result] == [
        *(p.text for p in split_passages(recognised)),
        *(p.text for p in split_passages(subtitles)),
    ]
    assert len({passage.row_key for passage in result}) == len(result)
