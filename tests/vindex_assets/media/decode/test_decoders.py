"""decode: one suite for the three decoders: frames, times and pictures of every clip, and behaviour at damage."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.media.clips import WITH_VIDEO, Clip
from tests.support.media.derived_files import encode_pictures, probe_clip, rotated_copy
from tests.support.media.frames.decoded_clips import (
    EVERY_FRAME,
    EVERY_TENTH,
    SAMPLED_FPS,
    SHORT_SIDE,
    DecodedClip,
    decoded_sequentially,
    manifest_of,
)
from tests.support.session.session_cache import SessionCache
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import DecodedFrame, Decoder, DecoderError, Picture
from vindex_assets.media.decode.decord import DecordDecoder, is_supported
from vindex_assets.media.decode.gop import GopDecoder
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.packets import read_packet_table

Make = Callable[[Path, VideoManifest], Decoder]
Sequential = Callable[[Path], DecodedClip]

GOOD_DB = 30.0
SAME_DB = 80.0
COMPARED_S = 8.0  # of each clip at every change
SAMPLED_CLIPS = {"chaplin.mp4", "nasa_13013.mp4", "rabbit320_vp8.webm"}

MISREAD_BY_DECORD = {  # no duration, times from zero although the first frame is later, one pixel, damage
    "no_duration.webm",
    "screenrec_browser_noduration.mkv",
    "exo_ssa.mkv",
    "red_5frames.mp4",
    "corrupted.mp4",
}
MISREAD_WHILE_DECODING = {"red_5frames.mp4", "corrupted.mp4"}  # not when the file is opened
DECORD_CLIPS = tuple(
    clip
    for clip in WITH_VIDEO
    if clip.name in {"bbb_0_30_vp8.webm", "rabbit320_vp8.webm", "simpl_palms_vp8.webm", "psd_fades.mp4"}
)
UNPLANNABLE_CLIPS = {  # packets do not map to frames: VP8, MPEG-1, MPEG-2, MPEG-4
    *("bbb_0_30_vp8.webm", "rabbit320_vp8.webm", "simpl_palms_vp8.webm", "psd_fades.mp4"),
    *("bbb_mpeg2.ts", "psd_delayed_start.mp4", "testsrc2_mpeg4.avi"),
    *(clip.name for clip in WITH_VIDEO if clip.name.startswith("grid_")),
}
GOP_CLIPS = tuple(clip for clip in WITH_VIDEO if clip.name not in UNPLANNABLE_CLIPS)


def name(value: object) -> str:
    return getattr(value, "name", str(value))


def all_frames(decoder: Decoder, *, max_fps: float = EVERY_FRAME) -> list[DecodedFrame]:
    return list(decoder.frames(max_fps=max_fps, short_side=SHORT_SIDE))


def beginnings(clips: Iterable[Clip]) -> list[Any]:
    """Clips and the second up to which a test compares them: at every change their beginning, slowly the whole."""
    whole = [
        pytest.param(clip, math.inf, id=f"{clip.name}-whole", marks=pytest.mark.slow)
        for clip in clips
        if clip.duration_s > COMPARED_S
    ]
    return [*(pytest.param(clip, COMPARED_S, id=clip.name) for clip in clips), *whole]


def frames_until(until_s: float, decoder: Decoder, *, max_fps: float = EVERY_FRAME) -> Iterator[DecodedFrame]:
    return takewhile(lambda frame: frame.time_s < until_s, decoder.frames(max_fps=max_fps, short_side=SHORT_SIDE))


def psnr(one: Picture, other: Picture) -> float:
    error = float(np.mean((one.astype(np.float64) - other) ** 2))
    return 10 * math.log10(255**2 / max(error, 1e-9))


@pytest.fixture
def sequential(session_cache: SessionCache) -> Callable[[Path], DecodedClip]:
    """A clip as `PyAvDecoder` decodes it, the reference for the other decoders; decoded once a session."""
    return lambda path: decoded_sequentially(path, session_cache)


@pytest.mark.parametrize("clip", WITH_VIDEO, ids=name)
def test_pyav_decodes_every_frame_with_its_time(clip: Clip, media: Path, sequential: Sequential) -> None:
    found = sequential(media / clip.path)
    assert len(found.times) == clip.frames
    assert [found.times[0], found.times[-1]] == pytest.approx([clip.first_s, clip.last_s], abs=0.01)
    assert all(one < other for one, other in pairwise(found.times))
    assert all(one < other for one, other in pairwise(found.indexes))


@pytest.mark.parametrize(("clip", "until_s"), beginnings([c for c in GOP_CLIPS if c.name != "corrupted.mp4"]))
def test_gop_decoding_yields_the_frames_of_sequential_decoding(
    clip: Clip, until_s: float, media: Path, sequential: Sequential
) -> None:
    path = media / clip.path
    assert_same_frames(until_s, GopDecoder(path, manifest_of(path)), sequential(path), within_db=SAME_DB)


@pytest.mark.parametrize(("clip", "until_s"), beginnings(DECORD_CLIPS))
def test_decord_decodes_every_frame_with_its_time_and_the_same_picture(
    clip: Clip, until_s: float, media: Path, sequential: Sequential
) -> None:
    path = media / clip.path
    assert_same_frames(until_s, DecordDecoder(path, manifest_of(path)), sequential(path), within_db=GOOD_DB)


def assert_same_frames(until_s: float, decoder: Decoder, expected: DecodedClip, *, within_db: float) -> None:
    """Every frame has the index and the time of sequential decoding, and those that were kept have the picture."""
    indexes, times, worst_db = [], [], math.inf
    for place, frame in enumerate(frames_until(until_s, decoder)):
        indexes.append(frame.index)
        times.append(frame.time_s)
        if place % EVERY_TENTH == 0:
            picture = frame.image
            assert picture.shape == expected.pictures[place].shape
            worst_db = min(worst_db, psnr(picture, expected.pictures[place]))
    half = 0.5 * expected.times[-1] / len(expected.times)
    count = sum(time_s < until_s for time_s in expected.times)
    assert indexes == expected.indexes[:count]
    assert times == pytest.approx(expected.times[:count], abs=half)
    assert worst_db > within_db


@pytest.mark.parametrize("max_fps", SAMPLED_FPS)
@pytest.mark.parametrize(
    ("clip", "until_s"), beginnings([c for c in GOP_CLIPS if c.duration_s > 7 and c.name != "corrupted.mp4"])
)
def test_gop_decoding_samples_the_frames_that_sequential_decoding_samples(
    clip: Clip, until_s: float, max_fps: float, media: Path, sequential: Sequential
) -> None:
    path = media / clip.path
    theirs = sequential(path)
    ours = list(frames_until(until_s, GopDecoder(path, manifest_of(path)), max_fps=max_fps))
    places = [place for place in theirs.sampled(max_fps) if theirs.times[place] < until_s]
    assert [(f.index, f.time_s) for f in ours] == [(theirs.indexes[at], theirs.times[at]) for at in places]
    assert min(psnr(f.image, theirs.pictures[at]) for f, at in zip(ours, places, strict=True)) > SAME_DB


@pytest.mark.parametrize("clip", [clip for clip in WITH_VIDEO if clip.name in SAMPLED_CLIPS], ids=name)
@pytest.mark.parametrize("max_fps", SAMPLED_FPS)
def test_sequential_decoding_samples_by_time(clip: Clip, max_fps: float, media: Path, sequential: Sequential) -> None:
    path = media / clip.path
    ours, complete = all_frames(PyAvDecoder(path, manifest_of(path)), max_fps=max_fps), sequential(path)
    assert [(f.index, f.time_s) for f in ours] == [
        (complete.indexes[at], complete.times[at]) for at in complete.sampled(max_fps)
    ]


@pytest.mark.parametrize(
    "clip", [c for c in WITH_VIDEO if c.duration_s > 7 and c.name not in MISREAD_WHILE_DECODING], ids=name
)
def test_with_keyframes_exactly_the_key_frames_are_decoded(clip: Clip, media: Path) -> None:
    path = media / clip.path
    table = read_packet_table(path, manifest_of(path).video_stream or 0)
    in_order = np.sort(table.pts[table.displayed])
    keys = set(np.searchsorted(in_order, table.pts[table.displayed & table.keyframe]).tolist())
    decoder = open_decoder(path, manifest_of(path))
    frames = list(decoder.frames(max_fps=EVERY_FRAME, short_side=SHORT_SIDE, keyframes=True))
    assert {frame.index for frame in frames} == keys


@pytest.mark.parametrize("clip", WITH_VIDEO, ids=name)
def test_pictures_are_upright_with_square_pixels(clip: Clip, media: Path, sequential: Sequential) -> None:
    image = sequential(media / clip.path).pictures[0]
    height, width, colours = image.shape
    assert image.dtype == np.uint8
    assert colours == 3
    assert min(width, height) == min(SHORT_SIDE, clip.width, clip.height)
    assert width / height == pytest.approx(clip.width / clip.height, abs=0.03)


@pytest.mark.parametrize("clip", WITH_VIDEO, ids=name)
def test_each_clip_is_opened_by_the_fastest_decoder_that_supports_it(clip: Clip, media: Path) -> None:
    expected = GopDecoder if clip in GOP_CLIPS else DecordDecoder if clip in DECORD_CLIPS else PyAvDecoder
    assert open_decoder(media / clip.path, manifest_of(media / clip.path)).name == expected.name


@pytest.mark.parametrize("name", sorted(MISREAD_BY_DECORD - MISREAD_WHILE_DECODING))
def test_decord_refuses_what_it_does_not_read_correctly(name: str, media: Path) -> None:
    path = media / "video" / name
    with pytest.raises(DecoderError, match="decord: "):
        DecordDecoder(path, manifest_of(path))


@pytest.mark.parametrize(
    ("make", "clip", "frames"),
    [
        (GopDecoder, "exo_vfr_london_360p.mp4", (28, 35)),
        (PyAvDecoder, "exo_vfr_london_360p.mp4", (28, 35)),
        (DecordDecoder, "rabbit320_vp8.webm", (14, 16)),
    ],
    ids=name,
)
def test_at_most_max_fps_frames_are_decoded(make: Make, clip: str, frames: tuple[int, int], media: Path) -> None:
    path = media / "video" / clip
    times = [frame.time_s for frame in all_frames(make(path, manifest_of(path)), max_fps=2)]
    assert frames[0] <= len(times) <= frames[1]
    assert min(later - sooner for sooner, later in pairwise(times)) > 0.45


def _corner_colours(picture: DecodedFrame) -> list[int]:
    """Which colour (0 red, 1 green, 2 blue, 3 white) each quarter of a picture has, row by row."""
    height, width = picture.image.shape[:2]
    quarters = [picture.image[height * y // 4, width * x // 4] for y in (1, 3) for x in (1, 3)]
    return [3 if quarter.min() > 150 else int(quarter.argmax()) for quarter in quarters]


@pytest.mark.parametrize(
    ("degrees", "corners"), [(0, [0, 1, 2, 3]), (90, [2, 0, 3, 1]), (180, [3, 2, 1, 0]), (270, [1, 3, 0, 2])]
)
def test_a_picture_is_rotated_clockwise_as_the_file_says(degrees: int, corners: list[int], tmp_path: Path) -> None:
    picture = np.full((64, 96, 3), 255, np.uint8)
    picture[:32, :48], picture[:32, 48:], picture[32:, :48] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    plain = encode_pictures(tmp_path / "plain.mp4", [picture] * 3, fps=5)
    film = rotated_copy(plain, tmp_path / "turned.mp4", degrees=degrees)
    manifest = probe_clip(film)
    assert manifest.rotation == degrees
    assert (manifest.width, manifest.height) == ((64, 96) if degrees in {90, 270} else (96, 64))
    assert _corner_colours(all_frames(open_decoder(film, manifest))[0]) == corners


def test_an_edit_list_that_starts_inside_a_gop_is_applied(tmp_path: Path) -> None:
    """The frames before the edit are in the file and are decoded, but not displayed."""
    levels = [np.full((48, 64, 3), level, np.uint8) for level in range(20, 220, 5)]
    whole = encode_pictures(tmp_path / "whole.mp4", levels, fps=10)
    trimmed = _trimmed(whole, tmp_path / "trimmed.mp4", start_s=1.0)
    manifest = probe_clip(trimmed)
    frames = all_frames(open_decoder(trimmed, manifest))
    assert frames[0].time_s == pytest.approx(0.0, abs=0.01)
    assert frames[0].image.mean() == pytest.approx(levels[10].mean(), abs=4)
    assert len(frames) == 30


def _trimmed(source: Path, target: Path, *, start_s: float) -> Path:
    """The same packets with times that start below zero: FFmpeg's muxer then writes an edit list."""
    import av

    with av.open(str(source)) as read, av.open(str(target), "w", options={"use_editlist": "1"}) as sink:
        stream = sink.add_stream_from_template(read.streams.video[0])
        for packet in read.demux(read.streams.video[0]):
            if packet.dts is None or packet.pts is None or packet.time_base is None:
                continue
            shift = round(start_s / packet.time_base)
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            packet.stream = stream
            sink.mux(packet)
    return target


def test_times_are_presentation_times_not_frame_numbers(tmp_path: Path) -> None:
    pictures = [np.full((48, 64, 3), 10 * n, np.uint8) for n in range(10)]
    slow = encode_pictures(tmp_path / "slow.mp4", pictures, fps=10, times=lambda n: n * n)
    times = [frame.time_s for frame in all_frames(open_decoder(slow, probe_clip(slow)))]
    assert times == pytest.approx([n * n / 10 for n in range(10)], abs=0.001)


def test_the_gop_before_an_open_gop_is_decoded_whole(tmp_path: Path) -> None:
    """Open GOPs: frames that follow a key frame in the file and are presented before it refer to the GOP before."""
    rng = np.random.default_rng(2)
    steps = [rng.integers(0, 255, (6, 8, 3), dtype=np.uint8).repeat(16, 0).repeat(16, 1) for _ in range(120)]
    blended = [((a.astype(int) + b) // 2).astype(np.uint8) for a, b in pairwise(steps)]
    options = {"x264-params": "keyint=12:min-keyint=12:open-gop=1:bframes=3:b-adapt=0:scenecut=0"}
    path = encode_pictures(tmp_path / "open.mp4", blended, fps=10, options=options)
    table = read_packet_table(path, 0)
    before_their_key = [table.pts[at + 1] < table.pts[at] for at in np.flatnonzero(table.keyframe)[1:]]
    assert any(before_their_key)
    for max_fps in (0.7, 1.0, 3.0, 10.0):
        ours = all_frames(GopDecoder(path, probe_clip(path)), max_fps=max_fps)
        theirs = all_frames(PyAvDecoder(path, probe_clip(path)), max_fps=max_fps)
        assert [f.time_s for f in ours] == [f.time_s for f in theirs]
        assert min(psnr(one.image, other.image) for one, other in zip(ours, theirs, strict=True)) > SAME_DB


def test_decord_does_not_support_long_films_because_its_memory_grows(media: Path) -> None:
    short = probe_clip(media / "video" / "rabbit320_vp8.webm")
    assert is_supported(short)
    assert not is_supported(replace(short, duration_s=3 * 3600.0))


def test_of_several_video_streams_the_one_of_the_manifest_is_decoded(media: Path) -> None:
    path = media / "video" / "nasa_13013.mp4"
    manifest = probe_clip(path)
    other = replace(manifest, video_stream=3, width=480, height=270)
    assert not is_supported(manifest)
    assert len(all_frames(GopDecoder(path, other))) == len(all_frames(PyAvDecoder(path, other))) == 390
