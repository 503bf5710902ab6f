"""Sentences of a transcript: where a sentence ends."""

from __future__ import annotations

import pytest

from vindex_assets.speech.segments import normalize_segments
from vindex_search.passages.segments import Segment, Word
from vindex_search.passages.sentences import sentence_of, split_sentences


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


def texts(*segments: Segment) -> list[str]:
    return [one.text for one in split_sentences(segments)]


def test_a_full_stop_ends_a_sentence() -> None:
    assert texts(Segment(0.0, 4.0, "We sail. At noon? Yes", "asr", "en")) == ["We sail.", "At noon?", "Yes"]


def test_another_speaker_begins_another_sentence() -> None:
    said = [
        Segment(float(n), n + 1.0, text, "asr", "en", who)
        for n, (text, who) in enumerate([("we", "Ann"), ("so", "Ben")])
    ]
    assert [(one.text, one.speaker) for one in split_sentences(said)] == [("we", "Ann"), ("so", "Ben")]


@pytest.mark.parametrize("scores", [(None, 0.9), (0.9, None), (None, None)])
def test_beside_a_word_whose_time_is_a_guess_there_is_no_pause(scores: tuple[float | None, float | None]) -> None:
    words = (Word("we", 0.0, 1.0, scores[0]), Word("sail", 9.0, 10.0, scores[1]))
    assert texts(Segment(0.0, 10.0, "we sail", "asr", "en", words=words)) == ["we sail"]


def test_between_segments_there_is_a_pause_whoever_guessed_the_times() -> None:
    assert texts(Segment(0.0, 1.0, "we", "asr"), Segment(9.0, 10.0, "sail", "asr")) == ["we", "sail"]


@pytest.mark.parametrize(
    ("end", "pause_s", "sentences"), [("", 0.69, 1), ("", 0.71, 2), (".", 1.99, 1), (".", 2.01, 2)]
)
def test_a_pause_ends_a_sentence_sooner_where_nobody_punctuates(end: str, pause_s: float, sentences: int) -> None:
    words = (Word("we", 0.0, 1.0, 0.9), Word(f"sail{end}", 1.0 + pause_s, 4.0, 0.9))
    assert len(texts(Segment(0.0, 4.0, f"we sail{end}", "asr", "en", words=words))) == sentences


@pytest.mark.parametrize(("words", "sentences"), [(60, 1), (61, 2)])
def test_a_text_is_punctuated_with_one_stop_in_sixty_words(words: int, sentences: int) -> None:
    """A pause of a second in it ends a sentence otherwise."""
    rest = " ".join(["sail"] * (words - 2)) + " on."
    assert len(texts(Segment(0.0, 1.0, "we", "asr"), Segment(2.0, 9.0, rest, "asr"))) == sentences


@pytest.mark.parametrize(("end", "end_s", "sentences"), [(".", 45.0, 1), (".", 45.1, 2), ("", 12.0, 1), ("", 12.1, 2)])
def test_a_sentence_that_runs_on_is_cut_sooner_where_nobody_punctuates(end: str, end_s: float, sentences: int) -> None:
    words = (Word("we", 0.0, 10.0, 0.9), Word(f"sail{end}", 10.0, end_s, 0.9))
    assert len(texts(Segment(0.0, end_s, f"we sail{end}", "asr", "en", words=words))) == sentences


@pytest.mark.parametrize(("count", "text"), [(1, "noon."), (2, "at noon."), (9, "We sail at noon.")])
def test_some_last_words_are_a_sentence(count: int, text: str) -> None:
    (sentence,) = split_sentences([Segment(0.0, 4.0, "We sail at noon.", "asr", "en", "Ann")])
    tail = sentence_of(sentence.words[-count:], sentence.speaker, sentence.language)
    assert (tail.text, tail.end_s, tail.speaker, tail.language) == (text, sentence.end_s, "Ann", "en")
    assert tail.start_s == sentence.words[-min(count, 4)].start_s


def test_a_sentence_ends_with_the_last_of_its_words_to_end() -> None:
    words = (Word("we", 0.5, 3.0, 0.9), Word("sail", 1.0, 2.0, 0.9))
    (sentence,) = split_sentences([Segment(0.0, 3.0, "we sail", "asr", "en", "Ann", words=words)])
    assert (sentence.start_s, sentence.end_s, sentence.speaker, sentence.language) == (0.5, 3.0, "Ann", "en")


@pytest.mark.parametrize("language", ["ja", "zh", "th", "lo", "my", "km"])
def test_words_of_a_language_without_spaces_have_none_between_them(language: str) -> None:
    words = (Word("a", 0.0, 1.0, 0.9), Word("b", 1.0, 2.0, 0.9))
    assert texts(Segment(0.0, 2.0, "ab", "asr", language, words=words)) == ["ab"]
    assert texts(Segment(0.0, 2.0, "ab", "asr", "en", words=words)) == ["a b"]
