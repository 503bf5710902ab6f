"""The manifest of a video: as IIIF's specification wants it, for film and for sound alone, with chapters or without."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vindex_search.export.iiif.structure import faults
from vindex_search.contract.chapters import Chapter
from vindex_search.contract.records import VideoRecord
from vindex_search.export.iiif.manifest import manifest
from vindex_search.videos.video import Video

ID = "team--talk-0123456789"
BASE = "https://video.example.org/"
CHAPTERS = (Chapter("Ebb", 0.0, 20.5), Chapter("Flood", 20.5, 40.0))


def video(key: str = "team/sea/talk.mp4", **more: Any) -> Video:
    plain = {"video_id": ID, "workspace": "team", "object_key": key, "version": "1", "sidecars": (), "revision": "1"}
    state = {"size": 1, "status": "indexed", "reason": None, "failed_asset": None, "has_frames": True}
    return Video(**{**plain, **state, "duration_s": 40.0, "uploaded_at": "2026-03-01T12:00:00+00:00", **more})


def made(of: Video, probed: dict[str, Any], **more: Any) -> Any:
    record = VideoRecord.from_manifest({"duration_s": 40.0, "width": 640, "height": 360, **probed})
    return manifest(of, record, BASE, **{"language": "en", "has_transcript": True, **more})


@pytest.mark.parametrize("probed", [{}, {"width": 0, "height": 0}])
@pytest.mark.parametrize("has_transcript", [True, False])
@pytest.mark.parametrize("chapters", [(), CHAPTERS])
def test_it_has_the_structure_of_the_specification(
    probed: dict[str, Any], has_transcript: bool, chapters: tuple[Chapter, ...]
) -> None:
    assert faults(made(video(), probed, has_transcript=has_transcript, chapters=chapters)) == []


def test_the_upload_is_painted_on_a_canvas_of_its_length_and_size() -> None:
    (canvas,) = made(video(), {})["items"]
    (painting,) = canvas["items"][0]["items"]
    extent = {"width": 640, "height": 360, "duration": 40.0}
    assert {name: canvas[name] for name in extent} == extent
    body = painting["body"]
    assert body == {"id": f"{BASE}v1/videos/{ID}/media", "type": "Video", "format": "video/mp4", **extent}


def test_a_recording_without_pictures_is_a_sound_with_a_duration_alone() -> None:
    (canvas,) = made(video("team/talk.mp3", has_frames=False), {"width": 0, "height": 0})["items"]
    body = canvas["items"][0]["items"][0]["body"]
    assert (body["type"], body["format"]) == ("Sound", "audio/mpeg")
    assert "width" not in canvas
    assert canvas["duration"] == 40.0


def test_captions_supplement_it_in_their_language() -> None:
    (canvas,) = made(video(), {}, language="de")["items"]
    captions, transcript = canvas["annotations"]
    (one,) = captions["items"]
    assert (one["motivation"], one["body"]["format"], one["body"]["language"]) == ("supplementing", "text/vtt", "de")
    assert transcript == {"id": f"{BASE}iiif/{ID}/transcript.json", "type": "AnnotationPage"}


def test_a_video_without_transcript_has_neither_captions_nor_search() -> None:
    document = made(video(), {}, has_transcript=False)
    assert "service" not in document
    assert "annotations" not in document["items"][0]


def test_chapters_are_ranges_of_the_canvas() -> None:
    (contents,) = made(video(), {}, chapters=CHAPTERS)["structures"]
    canvas = f"{BASE}iiif/{ID}/canvas"
    assert [(one["label"]["none"], one["items"][0]["id"]) for one in contents["items"]] == [
        (["Ebb"], f"{canvas}#t=0.000,20.500"),
        (["Flood"], f"{canvas}#t=20.500,40.000"),
    ]
