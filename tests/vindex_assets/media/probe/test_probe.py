"""probe: the manifest of every real clip, and the reasons why some are refused."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from tests.support.media.clips import CLIPS, PACKETS, RATES, REFUSED, WITH_VIDEO, Clip
from tests.support.media.derived_files import (
    ANY_LENGTH,
    encode_audio_tracks,
    encode_pictures,
    probe_clip,
    remuxed,
    truncated_copy,
)
from vindex_assets.failures import Permanent
from vindex_assets.media.manifest import Edit
from vindex_assets.media.probe.probe import MediaLimits, probe

KINDS = {"v": "video", "a": "audio", "s": "subtitle"}
CLOCK_CODES = {"times_restarted", "packets_unplaced", "length_corrected", "file_unread"}
UNREADABLE = "the file is in a video or audio format that cannot be decoded here"


def test_the_table_lists_every_clip(media: Path) -> None:
    suffixes = {Path(clip.name).suffix for clip in CLIPS}
    there = {path.name for folder in ("video", "audio") for path in (media / folder).iterdir()}
    assert {name for name in there if Path(name).suffix in suffixes} == {c.name for c in CLIPS} | set(REFUSED)


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name)
def test_the_manifest_of_every_clip(clip: Clip, media: Path) -> None:
    manifest = probe_clip(media / clip.path)
    assert manifest.container.split(",")[0] == clip.container
    assert manifest.duration_s == pytest.approx(clip.duration_s, abs=0.05)
    assert (manifest.width, manifest.height, manifest.rotation) == (clip.width, clip.height, clip.rotation)
    assert [stream.kind for stream in manifest.streams] == [KINDS[letter] for letter in clip.streams]
    assert (manifest.video_stream is not None) == (clip.frames is not None)
    assert (manifest.audio_stream is not None) == ("a" in clip.streams)
    assert len(manifest.subtitle_streams) == clip.streams.count("s")
    assert not CLOCK_CODES & {note.code for note in manifest.notes}, "a false alarm"


@pytest.mark.parametrize("clip", WITH_VIDEO, ids=lambda clip: clip.name)
def test_frame_rates_and_key_frames_are_measured(clip: Clip, media: Path) -> None:
    manifest = probe_clip(media / clip.path)
    fps, key_frames = RATES[clip.name]
    assert manifest.nominal_fps == pytest.approx(fps, abs=0.001)
    assert manifest.frame_count == PACKETS.get(clip.name, clip.frames)
    assert manifest.variable_frame_rate == (clip.name == "screenrec_browser_noduration.mkv")
    assert (manifest.keyframe_every_s or 0.0) * (key_frames - 1) <= clip.last_s + 0.02
    assert (manifest.keyframe_every_s is None) == (key_frames == 1)


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_a_bad_file_is_refused_with_its_reason(name: str, reason: str, media: Path) -> None:
    with pytest.raises(Permanent) as refused:
        probe_clip(media / "video" / name)
    assert refused.value.reason == reason


@pytest.mark.parametrize(("clip", "fps"), [("exo_srt.mkv", 30), ("exo_sample.flv", 30), ("psd_counter.mp4", 10)])
def test_the_frame_rate_is_measured_where_the_container_states_its_tick_rate(
    clip: str, fps: float, media: Path
) -> None:
    assert probe_clip(media / "video" / clip).fps == pytest.approx(fps, abs=0.1)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(Permanent, match="the file is empty"):
        probe_clip(tmp_path / "empty.mp4")


def test_a_file_with_subtitles_alone_is_refused(media: Path, tmp_path: Path) -> None:
    alone = remuxed(media / "video" / "exo_srt.mkv", tmp_path / "words.mkv", kinds=["subtitle"])
    with pytest.raises(Permanent, match="the file has no video stream and no audio stream"):
        probe_clip(alone)


def _unknown_video(media: Path, target: Path) -> Path:
    data = (media / "video" / "rabbit320_vp8.webm").read_bytes()
    target.write_bytes(data.replace(b"V_VP8", b"V_XYZ"))
    return target


def test_a_picture_that_cannot_be_decoded_leaves_the_sound(media: Path, tmp_path: Path) -> None:
    manifest = probe_clip(_unknown_video(media, tmp_path / "odd.webm"))
    assert manifest.video_stream is None
    assert manifest.audio_stream == 1


def test_a_file_of_unknown_formats_alone_is_refused(media: Path, tmp_path: Path) -> None:
    mute = remuxed(media / "video" / "rabbit320_vp8.webm", tmp_path / "mute.webm", kinds=["video"])
    mute.write_bytes(mute.read_bytes().replace(b"V_VP8", b"V_XYZ"))
    with pytest.raises(Permanent, match=UNREADABLE):
        probe_clip(mute)


def test_too_long_names_the_length_and_the_limit(media: Path) -> None:
    with pytest.raises(Permanent, match="is 10 s long; at most 9 s are allowed"):
        probe(media / "video" / "psd_fades.mp4", limits=MediaLimits(max_duration_s=9))


def test_exactly_the_limit_is_not_too_long(media: Path) -> None:
    assert probe(media / "video" / "psd_fades.mp4", limits=MediaLimits(max_duration_s=10)).duration_s == 10


def test_too_large_names_the_size_and_the_limit(media: Path) -> None:
    limits = MediaLimits(max_duration_s=1e6, max_pixels=640 * 360 - 1)
    with pytest.raises(Permanent, match="640 x 360, 230400 pixels; at most 230399 are allowed"):
        probe(media / "video" / "chaplin.mp4", limits=limits)


def test_too_many_bytes_are_refused_before_the_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "large.mp4").write_bytes(b"no video at all")
    with pytest.raises(Permanent, match=r"the file is 15 bytes; at most 14 are allowed \(VINDEX_MAX_BYTES\)"):
        probe(tmp_path / "large.mp4", limits=MediaLimits(max_duration_s=9, max_bytes=14))


def _encrypted(media: Path, target: Path, *, kinds: list[str]) -> Path:
    options = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "00" * 16, "encryption_kid": "11" * 16}
    return remuxed(media / "video" / "frog.mp4", target, kinds=kinds, **options)


@pytest.mark.parametrize("kinds", [["video"], ["audio"], ["video", "audio"]])
def test_an_encrypted_file_is_refused(kinds: list[str], media: Path, tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"the file is encrypted \(DRM\): nothing in it can be decoded without its key"):
        probe_clip(_encrypted(media, tmp_path / "locked.mp4", kinds=kinds))


def test_an_undecodable_video_stream_leaves_the_audio_stream(media: Path, tmp_path: Path) -> None:
    """Video packets are zeroed, audio packets intact."""
    whole = remuxed(media / "video" / "frog.mp4", tmp_path / "whole.mkv", kinds=["video", "audio"])
    data = bytearray(whole.read_bytes())
    for at, size in _packets(whole, "video"):
        data[at : at + size] = bytes(size)
    (tmp_path / "noise.mkv").write_bytes(data)
    manifest = probe_clip(tmp_path / "noise.mkv")
    assert (manifest.video_stream, manifest.audio_stream) == (None, 1)


def _packets(path: Path, kind: str) -> list[tuple[int, int]]:
    """Offset and size, in the file, of the packets of a kind of stream."""
    import av

    data = path.read_bytes()
    with av.open(str(path)) as container:
        stream = next(stream for stream in container.streams if stream.type == kind)
        return [(data.index(bytes(packet)), packet.size) for packet in container.demux(stream) if packet.size]


def test_the_audio_stream_in_the_preferred_language_is_selected(media: Path, tmp_path: Path) -> None:
    path = encode_audio_tracks(tmp_path / "two.mkv", ["eng", "ger"])
    chosen = [
        probe(path, limits=ANY_LENGTH, audio_language=language).audio_stream for language in ("", "en", "de", "fr")
    ]
    assert chosen == [0, 0, 1, 0]


def test_chapters_have_times_and_titles(tmp_path: Path) -> None:
    path = encode_audio_tracks(tmp_path / "book.mkv", ["eng"], chapters=[(0.0, 0.5, "Tide"), (0.5, 1.0, "Moon")])
    assert [(c.start_s, c.end_s, c.title) for c in probe_clip(path).chapters] == [
        (0.0, 0.5, "Tide"),
        (0.5, 1.0, "Moon"),
    ]


@pytest.mark.parametrize(("transfer", "hdr"), [("smpte2084", "pq"), ("arib-std-b67", "hlg"), ("bt709", None)])
def test_the_hdr_transfer_function_is_read(transfer: str, hdr: str | None, tmp_path: Path) -> None:
    pictures = [np.full((48, 64, 3), 90, np.uint8)] * 3
    path = encode_pictures(tmp_path / "hdr.mp4", pictures, fps=5, options={"x264-params": f"transfer={transfer}"})
    assert probe_clip(path).hdr == hdr


def test_frames_after_the_stated_end_extend_the_duration(media: Path, tmp_path: Path) -> None:
    """The duration in the header is made shorter than the content."""
    data = bytearray((media / "video" / "simpl_palms_vp8.webm").read_bytes())
    at = data.index(bytes.fromhex("4489")) + 3  # Matroska's Duration: an identifier, a length, a number
    assert struct.unpack_from(">d", data, at)[0] == pytest.approx(31_080, abs=10)
    struct.pack_into(">d", data, at, 20_000.0)
    (tmp_path / "longer.webm").write_bytes(data)
    assert probe_clip(tmp_path / "longer.webm").duration_s == pytest.approx(30.1, abs=0.1)


def test_an_edit_list_is_read(media: Path) -> None:
    assert probe_clip(media / "video" / "psd_delayed_start.mp4").edits == (Edit(None, 1.075), Edit(0.0, 0.96))
    assert probe_clip(media / "video" / "exo_srt.mkv").edits == ()


def test_a_cover_picture_is_no_video(media: Path) -> None:
    manifest = probe_clip(media / "audio" / "mp3_with_cover.mp3")
    assert [stream.attached_picture for stream in manifest.streams] == [False, True]
    assert manifest.video_stream is None


@pytest.mark.parametrize("clip", ["non_zero_start.mp4", "psd_delayed_start.mp4", "bbb_mpeg2.ts"])
def test_start_s_is_the_container_time_of_player_time_zero(clip: str, media: Path) -> None:
    assert probe_clip(media / "video" / clip).start_s > 1


def test_the_duration_of_a_truncated_file_is_measured_by_its_packets(media: Path, tmp_path: Path) -> None:
    shorter = truncated_copy(media / "video" / "no_duration.webm", tmp_path / "cut.webm", share=0.5)
    assert 1 < probe_clip(shorter).duration_s < 4


def test_a_manifest_goes_through_json(media: Path) -> None:
    manifest = probe_clip(media / "video" / "nasa_13013.mp4")
    assert json.loads(json.dumps(manifest.to_dict()))["streams"][2]["codec"] == "mov_text"


def test_titles_and_languages_of_streams_are_read(media: Path) -> None:
    subtitles = probe_clip(media / "video" / "exo_srt.mkv").streams[2]
    assert (subtitles.title, subtitles.language) == ("Subs Label", "eng")
