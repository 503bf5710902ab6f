"""captions: parsed back, they have the text and the times of the transcript."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.contract.tables import TRANSCRIPT_SCHEMA
from vindex_search.videos.playback.captions import MAX_CUE_S, MAX_LINE_LENGTH, MAX_LINES, cues, to_srt, to_vtt

CLOCK = r"(\d\d+):(\d\d):(\d\d)[.,](\d\d\d)"
texts = st.lists(st.text(st.sampled_from("abc<>&-é潮."), min_size=1, max_size=60), max_size=40).map(" ".join)
rows = st.tuples(st.integers(0, 20_000_000), st.integers(1, 60_000), texts, st.sampled_from([None, "Ann", "A <b> & c"]))


def segment(start_s: float, end_s: float, text: str, *, speaker: str | None = None, **more: Any) -> dict[str, Any]:
    words = text.split()
    step = (end_s - start_s) / max(1, len(words))
    timed = [
        {"text": word, "start_s": start_s + n * step, "end_s": start_s + (n + 1) * step, "score": None}
        for n, word in enumerate(words)
    ]
    plain = {"segment": 0, "language": None, "confidence": None, "source": "asr", "words": timed}
    return {**plain, "start_s": start_s, "end_s": end_s, "text": text, "speaker": speaker, **more}


def table(*segments: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(segments), schema=TRANSCRIPT_SCHEMA)


def seconds(clock: str) -> float:
    hours, minutes, whole, thousandths = (int(part) for part in re.fullmatch(CLOCK, clock).groups())  # type: ignore[union-attr]  # a clock that is none fails the test
    return hours * 3600 + minutes * 60 + whole + thousandths / 1000


def parse_cues(file: str) -> list[tuple[float, float, list[str]]]:
    """Start, end and lines of every cue, as a player reads them."""
    found = []
    for block in file.split("\n\n"):
        lines = block.strip("\n").split("\n")
        at = next((n for n, line in enumerate(lines) if " --> " in line), None)
        if at is not None:
            start, end = lines[at].split(" --> ")
            found.append((seconds(start), seconds(end), lines[at + 1 :]))
    return found


def plain_text(lines: list[str]) -> str:
    return html.unescape(re.sub(r"<v [^<>]*>", "", "\n".join(lines)))


@given(st.lists(rows, max_size=5))
def test_all_text_is_in_the_file(found: list[tuple[int, int, str, str | None]]) -> None:
    later = [(n * 30_000_000 + start, length, text, who) for n, (start, length, text, who) in enumerate(found)]
    file = to_vtt(table(*(segment(a / 1000, (a + b) / 1000, text, speaker=who) for a, b, text, who in later)))
    read = "".join(plain_text(lines) for _, _, lines in parse_cues(file))
    assert "".join(read.split()) == "".join("".join(text.split()) for _, _, text, _ in later)


@given(rows)
def test_cues_keep_to_the_limits_and_to_the_time_of_their_segment(found: tuple[int, int, str, str | None]) -> None:
    start, length, text, speaker = found
    read = parse_cues(to_vtt(table(segment(start / 1000, (start + length) / 1000, text, speaker=speaker))))
    for begins, ends, lines in read:
        assert start / 1000 - 1e-6 <= begins < ends <= (start + length) / 1000 + 2e-3
        assert len(lines) <= MAX_LINES
        assert all(len(line) <= MAX_LINE_LENGTH for line in plain_text(lines).split("\n"))


@given(st.lists(rows, max_size=5))
def test_cues_are_in_order_in_both_formats(found: list[tuple[int, int, str, str | None]]) -> None:
    segments = table(*(segment(a / 1000, (a + b) / 1000, text, speaker=who) for a, b, text, who in found))
    for file in (to_vtt(segments), to_srt(segments)):
        starts = [start for start, _, _ in parse_cues(file)]
        assert starts == sorted(starts)


def test_another_parser_reads_the_same_from_both_formats(nasa: pl.DataFrame) -> None:
    """webvtt-py, on a real transcript with two speakers."""
    ours = cues(nasa)
    read = webvtt.from_string(to_vtt(nasa)).captions
    assert [seconds(cue.start) for cue in read] == pytest.approx([cue.start_s for cue in ours], abs=1e-3)
    assert [seconds(cue.end) for cue in read] == pytest.approx([cue.end_s for cue in ours], abs=1e-3)
    texts = ["\n".join(cue.lines) for cue in ours]
    assert [(html.unescape(cue.text), cue.voice) for cue in read] == [
        (text, cue.speaker) for text, cue in zip(texts, ours, strict=True)
    ]
    named = [f"{cue.speaker}: {text}" if cue.speaker else text for text, cue in zip(texts, ours, strict=True)]
    assert [cue.text for cue in webvtt.from_buffer(io.StringIO(to_srt(nasa)), format="srt").captions] == named


@pytest.fixture
def nasa(media: Path) -> pl.DataFrame:
    captions = webvtt.read(str(media / "video" / "nasa_13013.vtt")).captions
    found = [
        segment(seconds(cue.start), seconds(cue.end), cue.text, speaker=[None, "NASA Goddard"][number % 2])
        for number, cue in enumerate(captions)
    ]
    assert len(found) > 2
    return table(*found)


@given(st.lists(rows, max_size=5))
def test_another_parser_reads_every_word(found: list[tuple[int, int, str, str | None]]) -> None:
    segments = table(*(segment(a / 1000, (a + b) / 1000, text, speaker=who) for a, b, text, who in found))
    ours = ["".join(cue.lines) for cue in cues(segments)]
    read = webvtt.from_string(to_vtt(segments)).captions
    assert ["".join(html.unescape(cue.text).split("\n")) for cue in read] == ours


def test_a_short_segment_is_one_cue_as_it_stands() -> None:
    file = to_vtt(table(segment(3661.5, 3663.25, "High water at noon.", speaker="Ann")))
    assert file == "WEBVTT\n\n01:01:01.500 --> 01:01:03.250\n<v Ann>High water at noon.\n"


def test_subrip_numbers_its_cues_and_names_the_speaker() -> None:
    file = to_srt(table(segment(1.5, 3.25, "High water.", speaker="Ann"), segment(4.0, 5.0, "At noon.")))
    first, second = "00:00:01,500 --> 00:00:03,250\nAnn: High water.", "00:00:04,000 --> 00:00:05,000\nAt noon."
    assert file == f"1\n{first}\n\n2\n{second}\n"


def test_a_long_segment_is_split_between_words_at_their_times() -> None:
    words = " ".join(f"word{n:02}" for n in range(30))
    read = parse_cues(to_vtt(table(segment(10.0, 40.0, words))))
    assert all(end - start <= MAX_CUE_S + 0.002 for start, end, _ in read)
    assert [start for start, _, lines in read] == [10.0 + int(lines[0][4:6]) for _, _, lines in read]


def test_a_segment_is_split_at_the_end_of_a_sentence() -> None:
    text = "The tide comes in twice a day, as everybody knows. The moon is what draws it up the beach."
    read = parse_cues(to_vtt(table(segment(0.0, 6.0, text))))
    assert [" ".join(lines) for _, _, lines in read] == [text[:50], text[51:]]


def test_markup_in_text_and_names_is_escaped() -> None:
    file = to_vtt(table(segment(0.0, 1.0, "a <b> & --> c", speaker="<i>\nAnn")))
    assert "<v &lt;i&gt; Ann>a &lt;b&gt; &amp; --&gt; c" in file


def test_an_arrow_in_subrip_text_is_no_timing_line() -> None:
    assert to_srt(table(segment(0.0, 1.0, "a --> b"))).count("-->") == 1


@pytest.mark.parametrize("words", [None, [], [{"text": "other", "start_s": 0.0, "end_s": 1.0, "score": None}]])
def test_a_segment_whose_words_differ_from_its_text_shows_its_text(words: Any) -> None:
    read = parse_cues(to_vtt(table(segment(0.0, 4.0, "High water at noon.", words=words))))
    assert read == [(0.0, 4.0, ["High water at noon."])]


def test_words_without_spaces_stay_together() -> None:
    words = [{"text": letter, "start_s": n * 1.0, "end_s": n + 1.0, "score": None} for n, letter in enumerate("潮汐")]
    assert parse_cues(to_vtt(table(segment(0.0, 2.0, "潮汐", words=words)))) == [(0.0, 2.0, ["潮汐"])]


def test_no_speech_is_a_file_without_cues() -> None:
    assert to_vtt(table()) == "WEBVTT\n"
    assert to_srt(table()) == ""


def test_subtitles_are_preferred_to_recognised_speech() -> None:
    written = segment(0.0, 2.0, "The tide comes in.", source="subtitles")
    recognised = segment(0.1, 2.1, "the tied comes in", source="asr")
    assert [lines for _, _, lines in parse_cues(to_vtt(table(written, recognised)))] == [["The tide comes in."]]
    assert [lines for _, _, lines in parse_cues(to_vtt(table(recognised)))] == [["the tied comes in"]]


def test_what_was_heard_where_no_subtitle_is_shown_is_a_caption_too() -> None:
    written = [segment(0.0, 6.0, "A sign", source="subtitles"), segment(2.0, 3.0, "Inn", source="subtitles")]
    recognised = [segment(4.0, 7.0, "said under a sign"), segment(20.0, 22.0, "said later")]
    said = [lines for _, _, lines in parse_cues(to_vtt(table(*written, *recognised)))]
    assert said == [["A sign"], ["Inn"], ["said later"]]


@pytest.mark.parametrize("render", [to_vtt, to_srt])
def test_the_name_of_a_speaker_hides_nothing(render: Callable[[pl.DataFrame], str]) -> None:
    assert r"\u202eA\x1b" in render(table(segment(0.0, 1.0, "hello", speaker="\u202eA\x1b")))
