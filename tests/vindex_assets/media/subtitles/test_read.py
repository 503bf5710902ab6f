"""read: sidecar files, and embedded streams of real clips."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.media.derived_files import probe_clip, remuxed
from vindex_assets.failures import Permanent
from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.read import read_embedded, read_sidecar

VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"


def near(cues: list[Cue], others: list[Cue]) -> bool:
    """Whether two lists say the same within a hundredth of a second."""
    assert [cue.text for cue in cues] == [cue.text for cue in others]
    times = [time for cue in cues for time in (cue.start_s, cue.end_s)]
    return times == pytest.approx([time for cue in others for time in (cue.start_s, cue.end_s)], abs=0.01)


def test_the_track_inside_a_film_says_what_its_transcript_says(media: Path) -> None:
    path = media / "video" / "nasa_13013.mp4"
    cues, language = read_embedded(path, probe_clip(path))
    assert language == "eng"
    assert near(cues, read_sidecar(media / "video" / "nasa_13013.vtt"))


@pytest.mark.parametrize(
    ("clip", "expected"),
    [
        ("exo_srt.mkv", ([Cue(0.0, 1.234, "This is the first subtitle.")], "eng")),
        ("exo_ssa.mkv", ([Cue(0.0, 0.5, "This is the first subtitle.")], None)),
        ("frog.mp4", ([], None)),
    ],
)
def test_embedded_tracks(clip: str, expected: tuple[list[Cue], str | None], media: Path) -> None:
    path = media / "video" / clip
    cues, language = read_embedded(path, probe_clip(path))
    assert near(cues, expected[0])
    assert language == expected[1]


def test_a_stream_in_the_given_language_is_preferred(media: Path) -> None:
    path = media / "video" / "nasa_13013.mp4"
    manifest = probe_clip(path)
    german = tuple(replace(s, language="deu") if s.index == 5 else s for s in manifest.streams)
    assert read_embedded(path, replace(manifest, streams=german), language="de")[1] == "deu"
    assert read_embedded(path, replace(manifest, streams=german), language="fr")[1] == "eng"


def test_times_of_an_embedded_stream_are_player_times(media: Path) -> None:
    path = media / "video" / "nasa_13013.mp4"
    cues, _ = read_embedded(path, replace(probe_clip(path), start_s=0.2))
    assert cues[0].start_s == pytest.approx(0.01)


def test_a_web_track_in_matroska_is_read(media: Path, tmp_path: Path) -> None:
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n00:00.500 --> 00:01.000\n<v Ann>Hi &amp; bye\n")
    path = remuxed(tmp_path / "talk.vtt", tmp_path / "talk.mkv", kinds=["subtitle"])
    film = probe_clip(media / "video" / "frog.mp4")
    track = replace(probe_clip(media / "video" / "exo_srt.mkv").streams[2], index=0, codec="webvtt")
    cues, _ = read_embedded(path, replace(film, streams=(track,), subtitle_streams=(0,), start_s=0.0))
    assert cues == [Cue(0.5, 1.0, "Hi & bye", "Ann")]


def test_a_real_file_of_lyrics(media: Path) -> None:
    cues = read_sidecar(media / "audio" / "song_paulallen_en.vtt")
    assert len(cues) > 30
    assert cues[0] == Cue(8.0, 12.0, "I put in 15 hours of work today")
    assert all(one.end_s <= other.end_s for one, other in pairwise(cues))


def test_a_real_transcript_covers_its_lecture(media: Path) -> None:
    cues = read_sidecar(media / "video" / "derived_lecture_dev.vtt")
    assert cues[-1].end_s == pytest.approx(97, abs=2)


def test_a_broken_file_is_refused_by_its_name_and_line(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text("1\n00:00:aa --> 00:00:02,000\nHi\n")
    with pytest.raises(Permanent, match=r"the subtitle file talk\.srt is broken: line 2 cannot be parsed"):
        read_sidecar(tmp_path / "talk.srt")


def test_a_file_without_a_cue_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text("just words\n")
    with pytest.raises(
        Permanent, match=r"the subtitle file talk\.srt contains no cue: none of its lines has a start and an end time"
    ):
        read_sidecar(tmp_path / "talk.srt")


@pytest.mark.parametrize("text", ["", "WEBVTT\n", "\ufeffWEBVTT\n\nNOTE nothing is said\n"])
def test_a_file_that_says_nothing_is_no_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "talk.vtt").write_text(text, encoding="utf-8")
    assert read_sidecar(tmp_path / "talk.vtt") == []


def test_an_ass_file_is_read(tmp_path: Path) -> None:
    line = "Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ann,0,0,0,,{\\i1}Hi{\\i0}"
    (tmp_path / "talk.ass").write_text(f"[Events]\r\n{line}\r\n")
    assert read_sidecar(tmp_path / "talk.ass") == [Cue(1.0, 2.0, "Hi", "Ann")]
