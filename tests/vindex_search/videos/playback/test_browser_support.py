"""browser_support: what browsers refuse is known before they are asked, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.clips.cutting import manifest_of
from vindex_search.videos.playback.browser_support import browser_support

# What Chromium 156, Firefox and Safari do with them.
VERDICTS = {
    "chaplin.mp4": ("yes", ""),
    "bbb_0_30_vp8.webm": ("yes", ""),
    "nasa_13013.mp4": ("yes", ""),
    "odd_size_vp9.mp4": ("yes", ""),
    "hevc_counter.mp4": ("no", "browsers do not play pictures in HEVC"),
    "bbb_mpeg2.ts": ("no", "browsers do not play an MPEG transport stream"),
    "grid_bbaf2n.mpg": ("no", "browsers do not play an MPEG program stream"),
    "testsrc2_mpeg4.avi": ("no", "browsers do not play AVI"),
    "exo_sample.flv": ("no", "browsers do not play Flash Video"),
    "av1_video.mkv": ("unknown", "not every browser plays Matroska"),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_films_are_told_apart(media: Path, name: str) -> None:
    found = browser_support(manifest_of(media / "video" / name), name)
    assert (found.plays, found.reason) == VERDICTS[name]


def test_sound_that_browsers_pass_over_is_a_refusal(media: Path) -> None:
    manifest = manifest_of(media / "video" / "nasa_13013.mp4")
    streams = [{**one, "codec": "ac3"} if one["kind"] == "audio" else one for one in manifest["streams"]]
    found = browser_support({**manifest, "streams": streams}, "film.mp4")
    assert (found.plays, found.reason) == ("no", "browsers do not play sound in AC-3")


def test_ten_bits_of_h264_are_a_refusal(media: Path) -> None:
    manifest = manifest_of(media / "video" / "nasa_13013.mp4")
    streams = [{**one, "pixels": "yuv420p10le"} if one["kind"] == "video" else one for one in manifest["streams"]]
    assert browser_support({**manifest, "streams": streams}, "film.mp4").plays == "no"


def test_a_film_that_was_probed_long_ago_is_left_to_the_browser(media: Path) -> None:
    manifest = manifest_of(media / "video" / "nasa_13013.mp4")
    streams = [{key: value for key, value in one.items() if key != "pixels"} for one in manifest["streams"]]
    assert browser_support({**manifest, "streams": streams}, "film.mp4").plays == "unknown"
