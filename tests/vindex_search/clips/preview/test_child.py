"""child: at every second a preview shows and says what the film does, wherever it was begun to be made."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.support.clips.cutting import Picture, manifest_of, nearest, shown, sound, upright
from tests.support.clips.previewing import preview

pytestmark = pytest.mark.slow

# Refused by browsers, rotated, delayed, of variable rate, with edit lists, without a picture of whole seconds.
FILMS = ("bbb_mpeg2.ts", "exo_sample.flv", "testsrc2_mpeg4.avi", "rotated_90.mov", "non_zero_start.mp4", "sar_2x1.mp4")
COARSE = 24  # pixels of a side: enough to tell frames apart
ALIKE = 1.5  # levels: what a preview's quality takes from neighbouring frames that hardly differ


def small(picture: Picture) -> Picture:
    """A picture without its size and its levels: a film of full range has others than its preview."""
    rows, columns = (side // COARSE for side in picture.shape)
    whole = picture[: rows * COARSE, : columns * COARSE].astype(np.float32)
    points = whole.reshape(COARSE, rows, COARSE, columns).mean((1, 3))
    level: Picture = np.clip(128 + 40 * (points - points.mean()) / max(1.0, float(points.std())), 0, 255).astype(
        np.uint8
    )
    return level


@pytest.mark.parametrize("name", FILMS)
def test_a_frame_is_shown_when_the_film_shows_it(media: Path, tmp_path: Path, name: str) -> None:
    film = media / "video" / name
    manifest = manifest_of(film)
    original = [(at, small(upright(picture, manifest["rotation"]))) for at, picture in shown(film)]
    made = preview(film, tmp_path).file(tmp_path)
    for at, picture in shown(made, {"video_stream": 0, "start_s": 0.0})[:: max(1, len(original) // 20)]:
        around = [one for one in original if abs(one[0] - at) < 0.2] or original
        found = around[nearest(small(picture), [other for _, other in around])]
        alike = [one for one in around if np.abs(one[1].astype(int) - found[1]).mean() < ALIKE]
        begun = max(0.0, original[0][0])  # the first frame is shown from the start on
        assert min(abs(one[0] - max(at, begun)) for one in alike) < 0.002


def test_segments_made_apart_are_those_made_in_a_row(media: Path, tmp_path: Path) -> None:
    film = media / "video" / "exo_vfr_london_360p.mp4"
    row = preview(film, tmp_path)
    apart = preview(film, tmp_path, range(2, 3), range(1, 2))
    assert set(apart.once) == set(row.once)
    times = [
        [(at, len(picture)) for at, picture in shown(one.file(tmp_path, 1, 2), {"video_stream": 0, "start_s": 0.0})]
        for one in (row, apart)
    ]
    assert times[0] == times[1]


@pytest.mark.parametrize("name", ["exo_vfr_london_360p.mp4", "hevc_counter.mp4"])
def test_there_is_neither_hole_nor_overlap_between_segments(media: Path, tmp_path: Path, name: str) -> None:
    made = preview(media / "video" / name, tmp_path)
    with av.open(str(made.file(tmp_path))) as file:
        for stream in file.streams:
            packets: list[Any] = [packet for packet in file.demux(stream) if packet.size]
            assert packets[0].pts == 0
            assert all(one.pts + one.duration == other.pts for one, other in pairwise(packets))
            end = packets[-1].pts + packets[-1].duration
            assert float(end * packets[-1].time_base) >= made.spec.duration_s - 0.001
            file.seek(0)


def test_each_segment_begins_with_a_key_frame_and_has_one_every_two_seconds(media: Path, tmp_path: Path) -> None:
    made = preview(media / "video" / "exo_vfr_london_360p.mp4", tmp_path)
    with av.open(str(made.file(tmp_path))) as file:
        keys = [float((packet.pts or 0) * packet.time_base) for packet in file.demux(video=0) if packet.is_keyframe]
    assert {number * 4.0 for number in range(5)} <= set(keys)
    assert max(other - one for one, other in pairwise(keys)) < 2.1


def test_the_seam_of_two_segments_is_not_heard(media: Path, tmp_path: Path) -> None:
    film = media / "video" / "two_aac_tracks_no_video.mp4"
    made = preview(film, tmp_path, range(0, 1), range(1, 2)).file(tmp_path)
    (whole, rate), (copy, same) = sound(film), sound(made)
    assert rate == same
    seam, run = 4 * rate, rate // 10
    errors = [np.square(copy[at - run : at + run] - whole[at - run : at + run]).mean() for at in (2 * rate, seam)]
    assert errors[1] < 4 * errors[0] + 1e-6


def test_sound_stays_where_it_is(media: Path, tmp_path: Path) -> None:
    film = media / "video" / "nasa_13013.mp4"
    made = preview(film, tmp_path, range(1, 2)).file(tmp_path)
    (whole, rate), (part, same) = sound(film), sound(made)
    assert rate == same
    begin = 5 * rate
    lags = range(-rate // 50, rate // 50, 8)
    likeness = [float(np.dot(whole[begin + lag : begin + lag + rate], part[begin : begin + rate])) for lag in lags]
    assert abs(lags[int(np.argmax(likeness))]) / rate < 0.004


def test_a_film_that_begins_late_shows_its_first_frame_at_once(media: Path, tmp_path: Path) -> None:
    made = preview(media / "video" / "psd_delayed_start.mp4", tmp_path).file(tmp_path)
    assert shown(made, {"video_stream": 0, "start_s": 0.0})[0][0] == 0.0
