"""read: subtitle files, what is noted of odd ones, and which cannot be read."""

from __future__ import annotations

import contextlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.limits import MAX_BYTES, UnreadableSubtitles
from vindex_assets.media.subtitles.read import Subtitles, read_sidecar

SRT = "1\n00:00:01,000 --> 00:00:02,000\n{}\n"


def read(folder: Path, content: bytes, *, name: str = "talk.srt", language: str | None = None) -> Subtitles:
    (folder / "subtitles").write_bytes(content)
    return read_sidecar(folder / "subtitles", name=name, language=language)


def test_a_real_file_of_lyrics(media: Path) -> None:
    lyrics = read_sidecar(media / "audio" / "song_paulallen_en.vtt")
    assert len(lyrics.cues) > 30
    assert lyrics.cues[0] == Cue(8.0, 12.0, "I put in 15 hours of work today")
    assert all(one.end_s <= other.end_s for one, other in pairwise(lyrics.cues))


def test_a_real_transcript_covers_its_lecture(media: Path) -> None:
    assert read_sidecar(media / "video" / "derived_lecture_dev.vtt").cues[-1].end_s == pytest.approx(97, abs=2)


@pytest.mark.parametrize(
    "path", ["audio/song_paulallen_de.vtt", "video/nasa_13013.vtt", "video/derived_lecture_dev.vtt"]
)
def test_nothing_is_noted_of_an_intact_file(path: str, media: Path) -> None:
    assert read_sidecar(media / path).notes == ()


def test_a_broken_line_is_noted_with_its_number(tmp_path: Path) -> None:
    read_it = read(tmp_path, (SRT.format("Hi") + "\n2\n00:00:aa --> 00:00:04,000\nlost\n").encode())
    assert [cue.text for cue in read_it.cues] == ["Hi"]
    assert [(note.code, note.text) for note in read_it.notes] == [
        (
            "subtitle_lines_skipped",
            "1 cue of the subtitle file talk.srt cannot be read, the first at line 6: '00:00:aa --> 00:00:04,000'",
        )
    ]


def test_a_guess_at_the_letters_is_noted(tmp_path: Path) -> None:
    read_it = read(tmp_path, SRT.format("Bună, ce mai faci?").encode("cp1250"))
    assert [note.code for note in read_it.notes] == ["subtitle_encoding_guessed"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_what_the_bytes_tell_is_not_noted(encoding: str, tmp_path: Path) -> None:
    read_it = read(tmp_path, SRT.format("Größe").encode(encoding))
    assert (read_it.cues[0].text, read_it.notes) == ("Größe", ())


def test_the_language_in_the_name_is_a_hint(tmp_path: Path) -> None:
    read_it = read(tmp_path, SRT.format("Да.").encode("cp1251"), name="talk.ru.srt", language="ru")
    assert read_it.cues[0].text == "Да."


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"just words\n", "it contains no cue: none of its lines has a start and an end time"),
        (b"1\n00:00:aa --> 00:00:02,000\nHi\n", "no cue that can be read; its first line of times is line 2"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "its bytes are no text"),
        (b"x" * (MAX_BYTES + 1), "it has 32 MiB, and at most 32 MiB are read"),
        (b"<!DOCTYPE tt [<!ENTITY a 'b'>]><tt>", "it declares XML entities"),
    ],
    ids=["no times", "broken times", "a picture", "too large", "a bomb"],
)
def test_what_cannot_be_read_says_why(content: bytes, says: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSubtitles, match=says):
        read(tmp_path, content)


@pytest.mark.parametrize("text", ["", "WEBVTT\n", "\ufeffWEBVTT\n\nNOTE nothing is said\n"])
def test_a_file_that_says_nothing_is_no_error(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, text.encode(), name="talk.vtt") == Subtitles(())


@pytest.mark.parametrize("name", ["talk.ass", "talk.SSA"])
def test_a_file_of_events_is_read(name: str, tmp_path: Path) -> None:
    line = "Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ann,0,0,0,,{\\i1}Hi{\\i0}"
    assert read(tmp_path, f"[Events]\r\n{line}\r\n".encode(), name=name).cues == (Cue(1.0, 2.0, "Hi", "Ann"),)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200), at=st.integers(0, 60))
def test_any_bytes_are_cues_or_unreadable(data: bytes, at: int, tmp_path: Path) -> None:
    text = SRT.format("Größe").encode()
    with contextlib.suppress(UnreadableSubtitles):
        read(tmp_path, text[:at] + data + text[at:])
