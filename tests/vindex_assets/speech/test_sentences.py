"""Sentences of a transcript: where a sentence ends."""

from __future__ import annotations

from vindex_assets.speech.segments import Segment, Word, normalize_segments
from vindex_assets.speech.sentences import split_sentences


def test_words_without_times_of_their_own_make_no_pauses() -> None:
    """Three words spread over a subtitle of half a minute stand seconds apart; nobody knows that they were said so."""
    (written,) = normalize_segments([Segment(0.0, 30.0, "So it goes.", "subtitles", "en")], duration_s=30.0)
    assert [one.text for one in split_sentences([written])] == ["So it goes."]


def test_words_that_were_heard_apart_make_a_pause() -> None:
    words = (Word("We", 0.0, 1.0, 0.9), Word("sail", 4.0, 5.0, 0.9))
    assert [one.text for one in split_sentences([Segment(0.0, 5.0, "We sail", "asr", "en", words=words)])] == [
        "We",
        "sail",
    ]


def test_a_sentence_runs_over_segments_and_keeps_the_times_of_its_words() -> None:
    words = (Word("The", 1.0, 1.25), Word("tide", 1.5, 1.75)), (Word("turns.", 2.0, 2.5),)
    found = [Segment(0.5, 1.9, "The tide", "asr", words=words[0]), Segment(1.9, 3.0, "turns.", "asr", words=words[1])]
    (sentence,) = split_sentences(found)
    assert (sentence.start_s, sentence.end_s, sentence.text) == (1.0, 2.5, "The tide turns.")


def test_a_breath_ends_no_sentence_of_a_punctuated_text() -> None:
    found = [Segment(0.0, 1.0, "When the tide", "asr"), Segment(2.0, 3.0, "turns we sail.", "asr")]
    assert [one.text for one in split_sentences(found)] == ["When the tide turns we sail."]


def test_a_breath_ends_a_sentence_where_nobody_punctuates() -> None:
    found = [Segment(0.0, 1.0, "the tide turns", "asr"), Segment(2.0, 3.0, "we sail", "asr")]
    assert [one.text for one in split_sentences(found)] == ["the tide turns", "we sail"]


def test_a_language_without_spaces_is_joined_without_them() -> None:
    words = tuple(Word(letter, float(n), n + 1.0) for n, letter in enumerate("潮汐。"))
    (sentence,) = split_sentences([Segment(0.0, 3.0, "潮汐。", "asr", "zh", words=words)])
    assert sentence.text == "潮汐。"
