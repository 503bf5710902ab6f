"""exact clips: the very frames between start and end, upright, at their distances, and the sound to the sample."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from tests.support.clips.cutting import cut, manifest_of, nearest, shown, sound, upright
from vindex_search.clips.asked import ClipAsked

FILMS = (
    *(
        "exo_rot180_dog_phone.mp4",
        "bbb_rotated_fragmented.mp4",
        "rotated_270.mov",
        "rotated_90.mov",
        "non_zero_start.mp4",
    ),
    *("bbb_mpeg2.ts", "grid_bbaf2n.mpg", "testsrc2_mpeg4.avi", "exo_sample.flv", "exo_ssa.mkv", "odd_size_vp9.mp4"),
)


@pytest.mark.parametrize("name", FILMS)
def test_the_frames_are_those_between_start_and_end(media: Path, tmp_path: Path, name: str) -> None:
    film = media / "video" / name
    manifest = manifest_of(film)
    original = shown(film)
    first, last = len(original) // 3, len(original) * 2 // 3
    start, end = round(original[first][0], 3), round(original[last][0], 3)
    made = cut(film, tmp_path, ClipAsked(start, end))
    frames = shown(made.path, {"video_stream": _video_of(made.path), "start_s": 0.0})
    turned = [upright(picture, manifest["rotation"]) for _, picture in original]
    around = range(max(0, first - 2), min(len(turned), last + 2))
    found = [around[nearest(picture, [turned[number] for number in around])] for _, picture in frames]
    assert found == list(range(first, last))
    times = [at - original[first][0] for at, _ in original[first:last]]
    assert np.allclose([at for at, _ in frames], times, atol=0.002)


def _video_of(path: Path) -> int:
    with av.open(str(path)) as clip:
        return clip.streams.video[0].index


def test_a_start_inside_a_frame_begins_with_that_frame(media: Path, tmp_path: Path) -> None:
    made = cut(media / "video" / "exo_portrait.mp4", tmp_path, ClipAsked(0.310, 0.5))
    assert round(made.facts["start_s"], 3) == 0.3


def test_the_sample_aspect_ratio_is_kept(media: Path, tmp_path: Path) -> None:
    made = cut(media / "video" / "sar_2x1.mp4", tmp_path, ClipAsked(1.0, 1.5))
    with av.open(str(made.path)) as clip:
        assert clip.streams.video[0].sample_aspect_ratio == 2


@pytest.mark.parametrize("name", ["nasa_13013.mp4", "frog.mp4", "bbb_0_30_vp8.webm"])
def test_sound_and_picture_keep_their_offset(media: Path, tmp_path: Path, name: str) -> None:
    film = media / "video" / name
    made = cut(film, tmp_path, ClipAsked(2.0, 4.0))
    (whole, rate), (part, same) = sound(film), sound(made.path)
    assert rate == same
    window = part[rate // 4 : rate // 4 + rate]  # AAC needs some frames until it is itself
    begin = round(made.facts["start_s"] * rate) + rate // 4
    lags = range(-rate // 50, rate // 50, 8)
    likeness = [float(np.dot(whole[begin + lag : begin + lag + rate], window)) for lag in lags]
    assert abs(lags[int(np.argmax(likeness))]) / rate < 0.004


def test_sound_alone_has_the_length_that_was_asked_for(media: Path, tmp_path: Path) -> None:
    made = cut(media / "video" / "nasa_13013.mp4", tmp_path, ClipAsked(2.0, 4.0, format="m4a"))
    with av.open(str(made.path)) as clip:  # its last packet is whole, players stop where the file says
        assert abs((clip.duration or 0) / av.time_base - 2.0) < 0.001


def test_a_gif_has_twelve_frames_a_second(media: Path, tmp_path: Path) -> None:
    made = cut(media / "video" / "exo_rot180_dog_phone.mp4", tmp_path, ClipAsked(1.0, 2.0, format="gif"))
    with av.open(str(made.path)) as clip:
        frames = list(clip.decode(video=0))
    assert (len(frames), frames[0].width, frames[0].height) == (12, 480, 270)


def test_a_film_of_one_pixel_has_two_by_two(media: Path, tmp_path: Path) -> None:
    made = cut(media / "video" / "red_5frames.mp4", tmp_path, ClipAsked(1.0, 3.0))
    with av.open(str(made.path)) as clip:
        assert [(frame.width, frame.height) for frame in clip.decode(video=0)] == [(2, 2)] * 2
