"""manifest: to JSON and back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from tests.support.media.derived_files import probe_clip
from vindex_assets.media.manifest import Chapter, Edit, VideoManifest


def test_a_manifest_comes_back_from_json(media: Path) -> None:
    found = probe_clip(media / "video" / "nasa_13013.mp4")
    manifest = replace(found, chapters=(Chapter(0.0, 1.5, None),), edits=(Edit(None, 1.0), Edit(0.5, 12.0)), hdr="pq")
    assert VideoManifest.from_dict(json.loads(json.dumps(manifest.to_dict()))) == manifest


def test_the_programs_of_a_stream_come_back_from_json(media: Path) -> None:
    found = probe_clip(media / "video" / "nasa_13013.mp4")
    manifest = replace(found, streams=(replace(found.streams[0], programs=(1, 2)),))
    assert VideoManifest.from_dict(json.loads(json.dumps(manifest.to_dict()))) == manifest


def test_a_manifest_of_an_earlier_version_is_read(media: Path) -> None:
    written = probe_clip(media / "video" / "nasa_13013.mp4").to_dict()
    later = ("still_image", "original", "purpose", "programs", "width", "height", "channels")
    streams = [{key: value for key, value in stream.items() if key not in later} for stream in written["streams"]]
    assert VideoManifest.from_dict({**written, "streams": streams}).streams[1].purpose == "main"


def test_other_keys_are_ignored(media: Path) -> None:
    manifest = probe_clip(media / "video" / "nasa_13013.mp4")
    assert VideoManifest.from_dict({**manifest.to_dict(), "sha256": "00"}) == manifest
