"""transcript_subtitles: which of the subtitles of a video are its transcript, and what is noted of the others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.library.home import Home, open_home
from tests.support.library.prepared.indexed_library import open_copied_home
from tests.support.session.session_cache import SessionCache
from vindex_assets.assets import transcript as transcript_asset
from vindex_assets.assets import video as video_asset
from vindex_assets.assets.transcript_sources import Transcription
from vindex_assets.assets.transcript_subtitles import MAX_SIDECARS, SubtitleReading, read_subtitles
from vindex_assets.failures import DecoderDied
from vindex_assets.media.subtitles.limits import MAX_BYTES
from vindex_assets.pipeline.video_task import VideoTask
from vindex_assets.uploads.upload import read_listing
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.contract.notes import from_values
from vindex_search.models.weights import MissingWeights
from vindex_search.passages.segments import Segment
from vindex_search.settings import settings
from vindex_search.storage.bucket import ObjectInfo
from vindex_search.storage.stamp import Stamp

SAID = "And Mr. John Dashwood had then leisure to consider how much there might be prudently in his power."


@pytest.fixture
def home(media: Path, session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """A library of one recording of seven seconds that was probed."""

    def make(folder: Path) -> None:
        with open_home(folder) as made:
            (made.uploads / "t").mkdir(parents=True)
            shutil.copyfile(media / "audio" / "librivox_0870.wav", made.uploads / "t" / "talk.wav")
            video_asset.make(task_of(made, "video"))

    with open_copied_home(session_cache.get("probed-recording", make), tmp_path / "home") as opened:
        yield opened


def task_of(home: Home, asset: str) -> VideoTask:
    """A task on the recording and the subtitle files that lie beside it now."""
    files = sorted((home.uploads / "t").iterdir())
    listed = [ObjectInfo(f"t/{file.name}", "1", file.stat().st_size, "2026-01-01T00:00:00+00:00") for file in files]
    ((found,), _) = read_listing(home.library.bucket.name, listed)
    home.library.store.write_record(found.upload.video_id, found.upload)
    return VideoTask(home.library, asset, found.upload.video_id, found.upload.revision, "run", Stamp((), "1"))


def read(home: Home, **files: str | bytes) -> SubtitleReading:
    """What subtitle files give; `en__srt` is `talk.en.srt`."""
    for name, content in files.items():
        data = content if isinstance(content, bytes) else srt(content).encode()
        (home.uploads / "t" / f"talk.{name.replace('__', '.')}").write_bytes(data)
    return read_subtitles(task_of(home, "transcript"))


def srt(text: str, *, start_s: int = 1) -> str:
    return f"1\n00:00:0{start_s},000 --> 00:00:0{start_s + 1},000\n{text}\n"


def origin(reading: SubtitleReading) -> str | None:
    return reading.transcription.origin if reading.transcription else None


def codes(reading: SubtitleReading) -> list[str]:
    return [note.code for note in reading.notes]


def test_without_subtitles_there_is_nothing_to_note(home: Home) -> None:
    assert read(home) == SubtitleReading()


def test_a_file_that_says_what_is_said_is_taken_without_a_note(home: Home) -> None:
    reading = read(home, en__srt=SAID)
    assert (origin(reading), reading.notes, reading.is_sparse) == ("subtitle file talk.en.srt", (), False)
    assert reading.transcription is not None
    assert [(each.text, each.language) for each in reading.transcription.segments] == [(SAID, "en")]


@pytest.mark.parametrize("name", ["en__forced__srt", "forced__srt", "FORCED__en__vtt", "en__signs__ass"])
def test_forced_subtitles_are_no_transcript(name: str, home: Home) -> None:
    reading = read(home, **{name: SAID})
    assert (origin(reading), codes(reading)) == (None, ["subtitles_passed_over"])
    assert "by its name it is for foreign parts and signs alone" in reading.notes[0].text


def test_beside_whole_ones_forced_subtitles_are_not_worth_a_note(home: Home) -> None:
    reading = read(home, en__forced__srt="INN", en__sdh__srt=SAID)
    assert (origin(reading), reading.notes) == ("subtitle file talk.en.sdh.srt", ())


def test_plain_subtitles_go_before_those_with_sounds(home: Home) -> None:
    assert origin(read(home, en__sdh__srt=SAID, en__srt=SAID)) == "subtitle file talk.en.srt"


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        ("[Music]", "subtitles_passed_over", "nothing in its 1 cue is spoken ('[Music]')"),
        (
            srt(SAID, start_s=8).encode(),
            "subtitles_passed_over",
            "1 of 1 cues begin after the end of the film, at 0:07",
        ),
        (b"WEBVTT\n", "subtitles_passed_over", "it has no cue with text"),
        (bytes(range(256)) * 9, "subtitles_unreadable", "its bytes are no text"),
        (b"just words", "subtitles_unreadable", "it contains no cue"),
    ],
    ids=["music", "another film's", "empty", "binary", "no cue"],
)
def test_a_file_that_is_no_transcript_says_why(content: str | bytes, code: str, says: str, home: Home) -> None:
    reading = read(home, en__srt=content)
    assert (origin(reading), codes(reading)) == (None, [code])
    assert says in reading.notes[0].text


def test_where_the_best_file_fails_the_next_one_is_taken_and_the_note_stays(home: Home) -> None:
    reading = read(home, de__srt="[Music]", en__srt=SAID)
    assert (origin(reading), codes(reading)) == ("subtitle file talk.en.srt", ["subtitles_passed_over"])


def test_of_sparse_files_a_fuller_one_is_taken(home: Home) -> None:
    reading = read(home, en__srt="INN", fr__srt=SAID)
    assert (origin(reading), reading.is_sparse) == ("subtitle file talk.fr.srt", False)
    assert read(home, fr__srt="THE INN").is_sparse


def test_what_was_met_in_the_file_that_is_taken_is_noted(home: Home) -> None:
    broken = srt(SAID) + "\n2\n00:00:xx,000 --> 00:00:05,000\nlost\n"
    reading = read(home, en__srt=broken.encode())
    assert (origin(reading), codes(reading)) == ("subtitle file talk.en.srt", ["subtitle_lines_skipped"])


def test_times_of_words_reach_the_transcript(home: Home) -> None:
    text = "WEBVTT\nLanguage: en\n\n00:01.000 --> 00:04.000\nso<00:00:02.000><c> it</c><00:00:03.000><c> goes</c>\n"
    reading = read(home, vtt=text.encode())
    assert reading.transcription is not None
    (segment,) = reading.transcription.segments
    assert [(word.text, word.start_s) for word in segment.words] == [("so", 1.0), ("it", 2.0), ("goes", 3.0)]
    assert segment.language == "en"


def test_a_hostile_file_costs_itself_alone(home: Home) -> None:
    """The first is one that an exponential pattern for voice tags would take thousands of years for."""
    hostile = b"WEBVTT\n\n00:00.000 --> 00:05.000\n<v" + b"." * 90
    reading = read(home, de__vtt=hostile, en__ttml=b"<!DOCTYPE tt [<!ENTITY a 'b'>]><tt>&a;</tt>", fr__srt=SAID)
    assert (origin(reading), codes(reading)) == ("subtitle file talk.fr.srt", ["subtitles_unreadable"])


def test_a_file_that_is_gone_or_too_large_is_not_fetched(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    (home.uploads / "t" / "talk.de.srt").write_bytes(srt(SAID).encode())
    with (home.uploads / "t" / "talk.en.srt").open("wb") as large:
        large.truncate(MAX_BYTES + 2**20)
    task = task_of(home, "transcript")
    (home.uploads / "t" / "talk.de.srt").unlink()
    monkeypatch.setattr(type(home.library.bucket), "local_path", pytest.fail)
    reading = read_subtitles(task)
    assert [note.text for note in reading.notes] == [
        "the subtitle file talk.de.srt cannot be read: it is no longer in the bucket",
        "the subtitle file talk.en.srt cannot be read: it has 33 MiB, and at most 32 MiB are read",
    ]


def test_tracks_that_kill_their_reader_are_noted(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_arguments: object) -> None:
        raise DecoderDied("decoding exceeded its deadline of 120 s")

    task = task_of(home, "transcript")
    video = task.video_record()
    track = {**video.manifest["streams"][0], "index": 1, "kind": "subtitle", "codec": "subrip"}
    manifest = {**video.manifest, "streams": [*video.manifest["streams"], track], "subtitle_streams": [1]}
    home.library.store.write_record(task.video_id, replace(video, manifest=manifest))
    monkeypatch.setattr(VideoTask, "run_in_child", die)
    (note,) = read_subtitles(task).notes
    assert note.text == "the subtitle tracks in the video cannot be read: decoding exceeded its deadline of 120 s"


def test_of_many_files_some_are_read(home: Home) -> None:
    for number in range(MAX_SIDECARS + 2):
        (home.uploads / "t" / f"talk.{number:03}.srt").write_bytes(srt("[Music]").encode())
    reading = read_subtitles(task_of(home, "transcript"))
    assert codes(reading) == ["subtitles_passed_over"] * (MAX_SIDECARS + 1)
    assert reading.notes[-1].text.startswith("a number of further subtitle files (2) was passed over: at most 32")


# And what is heard beside them


def transcribe(
    home: Home, monkeypatch: pytest.MonkeyPatch, heard: str, source: str = "auto", **files: str | bytes
) -> tuple[list[str], list[str]]:
    """Sources of the transcript's segments and codes of its notes, where a recogniser hears a text from 0 to 6 s."""
    recognised = Transcription(
        "speech recognition (whisperx)", [Segment(0.0, 6.0, heard, "asr", "en")] if heard else []
    )
    monkeypatch.setattr(transcript_asset, "recognise_speech", lambda _task: recognised)
    monkeypatch.setenv("VINDEX_TRANSCRIPT_SOURCE", source)
    settings.cache_clear()
    read(home, **files)
    task = task_of(home, "transcript")
    transcript_asset.make(task)
    stamp = home.library.store.stamp(task.video_id, TRANSCRIPT)
    assert stamp is not None
    sources = home.library.store.read_table(task.video_id, TRANSCRIPT)["source"].to_list()
    return sources, [note.code for note in from_values(stamp.note)]


@pytest.mark.parametrize(
    ("files", "heard", "sources", "notes"),
    [
        ({"en__srt": SAID}, "not asked", ["subtitles"], []),
        ({"en__srt": "[Music]"}, SAID, ["asr"], ["subtitles_passed_over"]),
        ({"en__forced__srt": SAID}, SAID, ["asr"], ["subtitles_passed_over"]),
        ({"en__srt": "INN"}, SAID, ["asr", "subtitles"], ["subtitles_incomplete"]),
        ({"en__srt": "Hello"}, "Hello", ["subtitles"], []),
        ({"en__srt": "Hello"}, "", ["subtitles"], []),
    ],
    ids=["whole", "music", "forced", "signs", "little is said", "nothing is heard"],
)
def test_the_sound_decides_where_subtitles_say_little(
    files: dict[str, str], heard: str, sources: list[str], notes: list[str], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert transcribe(home, monkeypatch, heard, **files) == (sources, notes)


@pytest.mark.parametrize(("text", "sources"), [("[Music]", []), ("INN", ["subtitles"])])
def test_subtitles_alone_are_asked_for(
    text: str, sources: list[str], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert transcribe(home, monkeypatch, SAID, source="subtitles", en__srt=text)[0] == sources


def test_without_a_recogniser_little_text_is_better_than_none(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(task: VideoTask) -> Transcription:
        raise MissingWeights(task.library.models.speech[0], ["nowhere"])

    read(home, en__srt="INN")
    monkeypatch.setattr(transcript_asset, "recognise_speech", missing)
    task = task_of(home, "transcript")
    transcript_asset.make(task)
    assert home.library.store.read_table(task.video_id, TRANSCRIPT)["text"].to_list() == ["INN"]
