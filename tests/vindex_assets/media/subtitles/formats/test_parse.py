"""parse: every format gives back what was written, is known by its beginning, and takes any text."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vindex_assets.media.subtitles.formats.writers import WRITERS
from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.formats.parse import parse_subtitles
from vindex_assets.media.subtitles.limits import UnreadableSubtitles
from vindex_assets.media.subtitles.normalize import normalize_cues
from vindex_assets.speech.segments import from_cues, normalize_segments
from vindex_search.passages.segments import to_table
from vindex_search.videos.playback.captions import to_srt, to_vtt

CUES = [Cue(1.5, 3.25, "Hello, you\nthere"), Cue(60.0, 3661.1, "Tom & Jerry: 3 < 4")]
LINE = st.text("abcäß日ا ,.!?-&'", min_size=1, max_size=12).map(str.strip).filter(bool)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)


@st.composite
def cue_lists(draw: st.DrawFn) -> list[Cue]:
    """Cues that follow each other with gaps, at hundredths of a second, as all formats can state them."""
    lengths = draw(st.lists(st.tuples(st.integers(20, 500), st.integers(20, 500), TEXT), max_size=5))
    cues, at = list[Cue](), 0
    for gap, length, text in lengths:
        cues.append(Cue((at + gap) / 100, (at + gap + length) / 100, text))
        at += gap + length
    return cues


@pytest.mark.parametrize("suffix", WRITERS)
@given(cues=cue_lists())
def test_what_was_written_comes_back(suffix: str, cues: list[Cue]) -> None:
    try:
        parsed = normalize_cues(parse_subtitles(WRITERS[suffix](cues), suffix=suffix).cues)
    except UnreadableSubtitles:
        parsed = []
    plain = [
        (cue.start_s, cue.end_s, "\n".join(" ".join(line.split()) for line in cue.text.split("\n"))) for cue in cues
    ]
    assert [(round(cue.start_s, 3), round(cue.end_s, 3), cue.text) for cue in parsed] == plain


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_content_decides_and_not_the_suffix(suffix: str) -> None:
    text = WRITERS[suffix](CUES)
    assert len(parse_subtitles(text, suffix=".srt").cues) == len(parse_subtitles(text, suffix=".vtt").cues) == 2


def test_a_web_file_without_its_first_line_is_read() -> None:
    assert parse_subtitles("00:01.000 --> 00:02.000\nHi\n", suffix=".vtt").cues == [Cue(1.0, 2.0, "Hi\n")]


@pytest.mark.parametrize("text", ["WEBVTT\n", "WEBVTT\n\nNOTE nothing\n", "[Script Info]\n", "<tt></tt>", "", " \n"])
def test_a_file_may_say_nothing(text: str) -> None:
    assert parse_subtitles(text, suffix=".vtt").cues == []


@pytest.mark.parametrize("text", ["just words\n", "00:00:aa --> 00:00:02,000\nHi\n", "{}", "<html>"])
def test_text_without_a_cue_cannot_be_read(text: str) -> None:
    with pytest.raises(UnreadableSubtitles, match="it contains no cue"):
        parse_subtitles(text, suffix=".srt")


PIECES = st.sampled_from(
    [
        *(
            "WEBVTT\n",
            "\n",
            "\n\n",
            "00:01.000",
            " --> ",
            "00:00:02,500",
            "1\n",
            "NOTE x\n",
            "[Events]\n",
            "Dialogue: ",
        ),
        *(",", "{", "\\p1", "}", "<tt>", "<p begin='1s'>", "</p>", "<v ", ">", "<c>", "<00:00:01.000>", "&", "é "),
        "0:00:01.00,0:00:02.00\n",
    ]
)


@given(pieces=st.lists(PIECES, max_size=25), suffix=st.sampled_from([".srt", ".vtt", ".ass", ".ttml", ".sbv"]))
def test_any_text_is_cues_or_unreadable(pieces: list[str], suffix: str) -> None:
    with contextlib.suppress(UnreadableSubtitles):
        cues = normalize_cues(parse_subtitles("".join(pieces), suffix=suffix).cues)
        assert all(0 <= cue.start_s < cue.end_s and cue.text.strip() for cue in cues)


def test_a_file_of_ever_more_cues_is_refused() -> None:
    with pytest.raises(UnreadableSubtitles, match="it has more than 200,000 cues"):
        parse_subtitles("00:00,000 --> 00:01,000\nx\n" * 200_001, suffix=".srt")


@pytest.mark.parametrize("write", [to_vtt, to_srt])
@given(cues=cue_lists())
def test_our_own_captions_come_back(write: Callable[[pl.DataFrame], str], cues: list[Cue]) -> None:
    table = to_table(normalize_segments(from_cues(cues, language="en"), duration_s=1e6))
    parsed = normalize_cues(parse_subtitles(write(table), suffix=".srt").cues) if cues else []
    assert " ".join(cue.text for cue in parsed).split() == " ".join(cue.text for cue in cues).split()
