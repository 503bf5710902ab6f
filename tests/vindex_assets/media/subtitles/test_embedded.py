"""embedded: text tracks of real clips, and which of several is the transcript."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.media.derived_files import probe_clip, remuxed
from vindex_assets.media.manifest import StreamInfo, VideoManifest
from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.embedded import forced_track_notes, read_embedded
from vindex_assets.media.subtitles.read import read_sidecar


def near(cues: tuple[Cue, ...], others: tuple[Cue, ...]) -> bool:
    """Whether two lists say the same within a hundredth of a second."""
    assert [cue.text for cue in cues] == [cue.text for cue in others]
    times = [time for cue in cues for time in (cue.start_s, cue.end_s)]
    return times == pytest.approx([time for cue in others for time in (cue.start_s, cue.end_s)], abs=0.01)


def test_the_track_inside_a_film_says_what_its_transcript_says(media: Path) -> None:
    path = media / "video" / "nasa_13013.mp4"
    track = read_embedded(path, probe_clip(path))
    assert (track.language, track.notes) == ("eng", ())
    assert near(track.cues, read_sidecar(media / "video" / "nasa_13013.vtt").cues)


@pytest.mark.parametrize(
    ("clip", "expected"),
    [
        ("exo_srt.mkv", ((Cue(0.0, 1.234, "This is the first subtitle."),), "eng")),
        ("exo_ssa.mkv", ((Cue(0.0, 0.5, "This is the first subtitle."),), None)),
        ("frog.mp4", ((), None)),
    ],
)
def test_embedded_tracks(clip: str, expected: tuple[tuple[Cue, ...], str | None], media: Path) -> None:
    path = media / "video" / clip
    track = read_embedded(path, probe_clip(path))
    assert near(track.cues, expected[0])
    assert (track.language, track.notes) == (expected[1], ())


def test_a_stream_in_the_given_language_is_preferred(media: Path) -> None:
    path = media / "video" / "nasa_13013.mp4"
    manifest = probe_clip(path)
    german = tuple(replace(s, language="deu") if s.index == 5 else s for s in manifest.streams)
    assert read_embedded(path, replace(manifest, streams=german), language="de").language == "deu"
    assert read_embedded(path, replace(manifest, streams=german), language="fr").language == "eng"


def test_times_of_an_embedded_stream_are_player_times(media: Path) -> None:
    path = media / "video" / "nasa_13013.mp4"
    cues = read_embedded(path, replace(probe_clip(path), start_s=0.2)).cues
    assert cues[0].start_s == pytest.approx(0.01)


def films(media: Path) -> tuple[VideoManifest, StreamInfo]:
    """The manifest of a film without text tracks, and a text track for it."""
    film, with_track = probe_clip(media / "video" / "frog.mp4"), probe_clip(media / "video" / "exo_srt.mkv")
    return replace(film, start_s=0.0), with_track.streams[2]


def test_a_web_track_in_matroska_is_read(media: Path, tmp_path: Path) -> None:
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n00:00.500 --> 00:01.000\n<v Ann>Hi &amp; bye\n")
    path = remuxed(tmp_path / "talk.vtt", tmp_path / "talk.mkv", kinds=["subtitle"])
    film, track = films(media)
    manifest = replace(film, streams=(replace(track, index=0, codec="webvtt"),), subtitle_streams=(0,))
    assert read_embedded(path, manifest).cues == (Cue(0.5, 1.0, "Hi & bye", "Ann"),)


def one_track(media: Path, folder: Path, text: str, **changes: object) -> tuple[Path, VideoManifest]:
    """A file of a lone SubRip track that says a text for the first second of a film of eight, and its manifest."""
    (folder / "talk.srt").write_bytes(b"1\n00:00:00,000 --> 00:00:01,000\n" + text.encode() + b"\n")
    path = remuxed(folder / "talk.srt", folder / "talk.mkv", kinds=["subtitle"])
    film, track = films(media)
    stream = replace(track, index=0, codec="srt", **changes)  # type: ignore[arg-type]  # fields of a stream
    return path, replace(film, streams=(stream,), subtitle_streams=(0,))


@pytest.mark.parametrize(
    ("text", "title", "says"),
    [
        ("[Music]", None, "the subtitle track 0 was passed over: nothing in its 1 cue is spoken ('[Music]')"),
        ("Inn", "Signs & Songs", "the subtitle track 0 (Signs & Songs) was passed over: by its title it does not say"),
        ("Inn", "English (Forced)", "the subtitle track 0 (English (Forced)) was passed over: by its title"),
        ("Hm", "Director's Commentary", "the subtitle track 0 (Director's Commentary) was passed over: by its title"),
    ],
)
def test_a_track_that_is_no_transcript_is_passed_over(
    text: str, title: str | None, says: str, media: Path, tmp_path: Path
) -> None:
    path, manifest = one_track(media, tmp_path, text, title=title)
    track = read_embedded(path, manifest)
    assert track.cues == ()
    assert [note.code for note in track.notes] == ["subtitles_passed_over"]
    assert track.notes[0].text.startswith(says)


def test_a_title_that_says_all_is_there_is_read(media: Path, tmp_path: Path) -> None:
    path, manifest = one_track(media, tmp_path, "So it goes", title="Full Subtitles with Signs")
    assert [cue.text for cue in read_embedded(path, manifest).cues] == ["So it goes"]


def test_forced_tracks_are_named_where_nothing_else_is_there(media: Path) -> None:
    film, track = films(media)
    notes = forced_track_notes(replace(film, streams=(replace(track, forced=True), replace(track, index=9))))
    assert [note.text for note in notes] == [
        "the subtitle track 2 (Subs Label) was passed over: by its flag it is for foreign parts and signs alone"
    ]
