"""The transcript from each of the sources that the settings name, of a real clip that has them all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest

from tests.support.dagster.upload_sensor import tick
from tests.support.library.home import Home, open_home
from tests.support.library.prepared.indexed_library import open_copied_home
from tests.support.media.films import backdated
from tests.support.session.session_cache import SessionCache
from tests.support.storage.video_records import revision_of
from vindex_assets.assets.transcript import describe, make
from vindex_assets.assets.transcript_sources import TranscriptProgress
from vindex_assets.cli.ingest import run_video
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.contract.ids import video_id
from vindex_search.passages.segments import Segment
from vindex_search.settings import settings
from vindex_search.storage.stamp import Stamp

SPOKEN = "library/nasa.mp4"


@pytest.fixture
def home(request: pytest.FixtureRequest, session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """An empty library; for a test that takes `clip` too, that of the clip, indexed once a session."""
    if "clip" in request.fixturenames:
        media: Path = request.getfixturevalue("media")
        opening = open_copied_home(session_cache.get("spoken-clip", partial(index_clip, media)), tmp_path / "home")
    else:
        opening = open_home(tmp_path / "home")
    with opening as opened:
        yield opened


def index_clip(media: Path, folder: Path) -> None:
    """A video with speech and a subtitle track that says the same, through the whole graph."""
    with open_home(folder) as home:
        (home.uploads / "library").mkdir()
        backdated(shutil.copyfile(media / "video" / "nasa_13013.mp4", home.uploads / SPOKEN))
        tick(home)
        assert run_video(home.instance, video_id(home.library.bucket.name, SPOKEN))


@pytest.fixture
def clip(home: Home) -> str:
    """The video of the clip."""
    return video_id(home.library.bucket.name, SPOKEN)


def make_transcript(
    home: Home, video: str, source: str, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, int], dict[str, object]]:
    """Segments by source, and what the metadata says, where the settings name a source."""
    monkeypatch.setenv("VINDEX_TRANSCRIPT_SOURCE", source)
    settings.cache_clear()
    stamp = Stamp((("test", source),), "1")
    task = VideoTask(home.library, "transcript", video, revision_of(home.library.store, video), "run", stamp)
    make(task)
    table = home.library.store.read_table(video, TRANSCRIPT)
    return dict(table["source"].value_counts().iter_rows()), describe(task)


def test_each_source_is_used_where_it_is_asked_for(home: Home, clip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    subtitles, metadata = make_transcript(home, clip, "auto", monkeypatch)
    assert set(subtitles) == {"subtitles"}
    assert metadata["origin"] == "subtitle track in the video"
    recognised, metadata = make_transcript(home, clip, "asr", monkeypatch)
    assert set(recognised) == {"asr"}
    assert (metadata["origin"], metadata["dropped_over_silence"]) == ("speech recognition (whisperx)", 0)
    both, metadata = make_transcript(home, clip, "both", monkeypatch)
    assert both == {**subtitles, **recognised}
    assert metadata["origin"] == "subtitle track in the video; speech recognition (whisperx)"
    assert make_transcript(home, clip, "subtitles", monkeypatch)[0] == subtitles


def test_without_subtitles_and_recognition_the_transcript_is_empty(
    home: Home, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINDEX_TRANSCRIPT_SOURCE", "subtitles")
    settings.cache_clear()
    (home.uploads / "library").mkdir()
    backdated(shutil.copyfile(media / "audio" / "librivox_0880.wav", home.uploads / SPOKEN))
    tick(home)
    video = video_id(home.library.bucket.name, SPOKEN)
    assert run_video(home.instance, video)
    counts, metadata = make_transcript(home, video, "subtitles", monkeypatch)
    assert counts == {}
    assert metadata["origin"] == "the video has no subtitles, and VINDEX_TRANSCRIPT_SOURCE allows no speech recognition"


@pytest.mark.parametrize(
    ("made_from", "text"),
    [("this sound", "heard before the kill"), pytest.param("another sound", None, marks=pytest.mark.slow)],
)
def test_progress_before_a_kill_counts_where_its_stamp_is_the_same(
    made_from: str, text: str | None, home: Home, clip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = Stamp((("test", "asr" if made_from == "this sound" else "other"),), "1")
    segment = asdict(Segment(0.5, 2.0, "heard before the kill", "asr", "en"))
    home.library.store.write_record(clip, TranscriptProgress(stamp.fingerprint, 1000.0, (segment,)))
    make_transcript(home, clip, "asr", monkeypatch)
    texts = home.library.store.read_table(clip, TRANSCRIPT)["text"].to_list()
    assert texts == [text] if text else texts and "heard before the kill" not in texts
    assert home.library.store.read_record(clip, TranscriptProgress) is None


def test_of_several_subtitle_files_the_one_in_the_language_of_the_sound_is_taken(
    home: Home, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sound of this clip does not say what it is in, so the setting does; German would come first by name."""
    monkeypatch.setenv("VINDEX_AUDIO_LANGUAGE", "en")
    settings.cache_clear()
    (home.uploads / "library").mkdir()
    backdated(shutil.copyfile(media / "audio" / "librivox_0880.wav", home.uploads / "library" / "reading.wav"))
    for language, text in {"de": "Ebbe und Flut", "en": "Ebb and flow", "": "Nobody knows"}.items():
        name = ".".join(part for part in ("reading", language, "vtt") if part)
        (home.uploads / "library" / name).write_text(f"WEBVTT\n\n00:00.500 --> 00:02.000\n{text}\n", encoding="utf-8")
        backdated(home.uploads / "library" / name)
    tick(home)
    video = video_id(home.library.bucket.name, "library/reading.wav")
    assert run_video(home.instance, video)
    table = home.library.store.read_table(video, TRANSCRIPT)
    assert table.select("text", "language").rows() == [("Ebb and flow", "en")]
