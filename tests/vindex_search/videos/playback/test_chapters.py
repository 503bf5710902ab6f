"""Chapters as they are shown: a WebVTT file that reads back."""

from __future__ import annotations

from pathlib import Path

from vindex_assets.media.subtitles.read import read_sidecar
from vindex_search.contract.chapters import Chapter
from vindex_search.videos.playback.chapters import ChapterList, to_chapters_vtt

FOUND = ChapterList((Chapter("Mix & rest", 0.0, 30.5), Chapter("<Bake> --> eat", 30.5, 4000.0)), "slides")


def test_the_file_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "talk.chapters.vtt"
    file.write_text(to_chapters_vtt(FOUND), encoding="utf-8")

    cues = [(cue.text, cue.start_s, cue.end_s) for cue in read_sidecar(file).cues]

    assert cues == [("Mix & rest", 0.0, 30.5), ("<Bake> --> eat", 30.5, 4000.0)]


def test_without_chapters_the_file_is_empty() -> None:
    assert to_chapters_vtt(ChapterList((), None)) == "WEBVTT\n"


def test_slides_and_topics_are_made() -> None:
    assert [ChapterList((), origin).is_made for origin in ("file", "sidecar", "slides", "topics")] == [
        *(False, False),
        *(True, True),
    ]
