"""probe: what every real clip is, and the plain reasons why some are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.vindex_assets.media.clips import CLIPS, REFUSED, Clip
from tests.vindex_assets.media.making import cut, look, remuxed
from vindex_assets.failures import Permanent
from vindex_assets.media.display import pixel_aspect
from vindex_assets.media.probe import Limits, probe

KINDS = {"v": "video", "a": "audio", "s": "subtitle"}
UNREADABLE = "the file is in a video or audio format that cannot be decoded here"


def test_the_table_knows_every_clip(media: Path) -> None:
    suffixes = {Path(clip.name).suffix for clip in CLIPS}
    there = {path.name for folder in ("video", "audio") for path in (media / folder).iterdir()}
    assert {name for name in there if Path(name).suffix in suffixes} == {c.name for c in CLIPS} | set(REFUSED)


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name)
def test_a_clip_is_what_it_is(clip: Clip, media: Path) -> None:
    manifest = look(media / clip.path)
    assert manifest.container.split(",")[0] == clip.container
    assert manifest.duration_s == pytest.approx(clip.duration_s, abs=0.05)
    assert (manifest.width, manifest.height, manifest.rotation) == (clip.width, clip.height, clip.rotation)
    assert [stream.kind for stream in manifest.streams] == [KINDS[letter] for letter in clip.streams]
    assert (manifest.video_stream is not None) == (clip.frames is not None)
    assert (manifest.audio_stream is not None) == ("a" in clip.streams)
    assert len(manifest.subtitle_streams) == clip.streams.count("s")


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_a_bad_file_is_refused_with_its_reason(name: str, reason: str, media: Path) -> None:
    with pytest.raises(Permanent) as refused:
        look(media / "video" / name)
    assert refused.value.reason == reason


@pytest.mark.parametrize(("clip", "fps"), [("exo_srt.mkv", 30), ("exo_sample.flv", 30), ("psd_counter.mp4", 10)])
def test_frames_a_second_are_counted_where_the_container_gives_ticks(clip: str, fps: float, media: Path) -> None:
    assert look(media / "video" / clip).fps == pytest.approx(fps, abs=0.1)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(Permanent, match="the file is empty"):
        look(tmp_path / "empty.mp4")


def test_a_file_with_subtitles_alone_is_refused(media: Path, tmp_path: Path) -> None:
    alone = remuxed(media / "video" / "exo_srt.mkv", tmp_path / "words.mkv", kinds=["subtitle"])
    with pytest.raises(Permanent, match="the file has no video stream and no audio stream"):
        look(alone)


def _unknown_video(media: Path, target: Path) -> Path:
    data = (media / "video" / "rabbit320_vp8.webm").read_bytes()
    target.write_bytes(data.replace(b"V_VP8", b"V_XYZ"))
    return target


def test_a_picture_that_cannot_be_decoded_leaves_the_sound(media: Path, tmp_path: Path) -> None:
    manifest = look(_unknown_video(media, tmp_path / "odd.webm"))
    assert manifest.video_stream is None
    assert manifest.audio_stream == 1


def test_a_file_of_unknown_formats_alone_is_refused(media: Path, tmp_path: Path) -> None:
    mute = remuxed(media / "video" / "rabbit320_vp8.webm", tmp_path / "mute.webm", kinds=["video"])
    mute.write_bytes(mute.read_bytes().replace(b"V_VP8", b"V_XYZ"))
    with pytest.raises(Permanent, match=UNREADABLE):
        look(mute)


def test_too_long_names_the_length_and_the_limit(media: Path) -> None:
    with pytest.raises(Permanent, match="is 10 s long; at most 9 s are taken"):
        probe(media / "video" / "psd_fades.mp4", limits=Limits(max_duration_s=9))


def test_exactly_the_limit_is_not_too_long(media: Path) -> None:
    assert probe(media / "video" / "psd_fades.mp4", limits=Limits(max_duration_s=10)).duration_s == 10


def test_too_large_names_the_size_and_the_limit(media: Path) -> None:
    limits = Limits(max_duration_s=1e6, max_pixels=640 * 360 - 1)
    with pytest.raises(Permanent, match="640 x 360, 230400 pixels; at most 230399 are taken"):
        probe(media / "video" / "chaplin.mp4", limits=limits)


def test_a_cover_picture_is_no_video(media: Path) -> None:
    manifest = look(media / "audio" / "mp3_with_cover.mp3")
    assert [stream.attached_picture for stream in manifest.streams] == [False, True]
    assert manifest.video_stream is None


@pytest.mark.parametrize("clip", ["non_zero_start.mp4", "psd_delayed_start.mp4", "bbb_mpeg2.ts"])
def test_the_time_of_the_players_zero_is_told(clip: str, media: Path) -> None:
    assert look(media / "video" / clip).start_s > 1


def test_a_cut_off_stream_tells_its_length_by_its_packets(media: Path, tmp_path: Path) -> None:
    shorter = cut(media / "video" / "no_duration.webm", tmp_path / "cut.webm", share=0.5)
    assert 1 < look(shorter).duration_s < 4


def test_a_manifest_goes_through_json(media: Path) -> None:
    manifest = look(media / "video" / "nasa_13013.mp4")
    assert json.loads(json.dumps(manifest.to_dict()))["streams"][2]["codec"] == "mov_text"


def test_titles_and_languages_are_told(media: Path) -> None:
    subtitles = look(media / "video" / "exo_srt.mkv").streams[2]
    assert (subtitles.title, subtitles.language) == ("Subs Label", "eng")


@pytest.mark.parametrize(("ratio", "aspect"), [(None, 1), (0, 1), (1, 1), (224 / 225, 1), (2, 2), (16 / 15, 16 / 15)])
def test_pixels_nearly_square_are_square(ratio: float | None, aspect: float) -> None:
    assert pixel_aspect(ratio) == aspect
