"""shots: boundaries in real clips, and none where only the camera moves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.support.media.frames.decoded_clips import decoded_sequentially
from tests.support.session.session_cache import SessionCache
from vindex_assets.media.frames.sampling import DETECTION_FPS
from vindex_assets.media.frames.shots import ShotDetector, colour_histogram, histogram_distance

CUTS = {  # start of each new shot in seconds, annotated on contact sheets; after a dissolve its end
    "psd_testvideo.mp4": [1.0, 6.0, 7.2, 8.3, 12.0, 13.2, 14.3, 19.1, 22.9, 23.1],
    "psd_counter.mp4": [1.0, 2.0],
    "nasa_13013.mp4": [5.2, 6.5, 8.1],
    "derived_lecture_dev.mp4": [31.1, 43.3, 82.9],
    "screenrec_browser_noduration.mkv": [0.8, 2.0, 5.8, 6.8, 9.6, 11.8, 22.1, 24.0, 32.8, 34.1],
    "psd_fades.mp4": [1.9, 3.8, 5.1, 7.0],
    "simpl_palms_vp8.webm": [],
    "exo_vfr_london_360p.mp4": [],
    "exo_rot180_dog_phone.mp4": [],
    "simpl_vp9_webrtc.webm": [],
    "intel_bottle-detection.mp4": [],
}


def flat(colour: tuple[int, int, int]) -> npt.NDArray[np.uint8]:
    return np.full((90, 160, 3), colour, np.uint8)


@pytest.mark.parametrize(("name", "cuts"), CUTS.items())
def test_cuts_of_real_clips(name: str, cuts: list[float], media: Path, session_cache: SessionCache) -> None:
    detector, clip = ShotDetector(), decoded_sequentially(media / "video" / name, session_cache)
    frames = [(clip.pictures[place], clip.times[place]) for place in clip.sampled(DETECTION_FPS)]
    found = [time_s for thumbnail, time_s in frames if detector.begins_shot(thumbnail, time_s)]
    assert found == pytest.approx(cuts, abs=1 / DETECTION_FPS)


def test_the_first_frame_begins_no_second_shot() -> None:
    assert not ShotDetector().begins_shot(flat((200, 10, 10)), 0.0)


def test_a_still_picture_has_no_cuts() -> None:
    detector = ShotDetector()
    assert not any(detector.begins_shot(flat((200, 10, 10)), n / 2) for n in range(10))


def test_a_cut_is_found_where_it_is() -> None:
    detector = ShotDetector()
    colours_shown = [(200, 10, 10)] * 3 + [(10, 10, 200)] * 3
    assert [detector.begins_shot(flat(c), n / 2) for n, c in enumerate(colours_shown)].index(True) == 3


def test_a_fade_is_one_boundary_at_its_end() -> None:
    detector = ShotDetector()
    picture = np.random.default_rng(1).integers(120, 256, (90, 160, 3)).astype(np.uint8)
    shares = [1.0] * 8 + [1 - step / 14 for step in range(14)] + [0.0] * 8
    found = [n for n, share in enumerate(shares) if detector.begins_shot((picture * share).astype(np.uint8), n / 8)]
    assert len(found) == 1
    assert 20 <= found[0] <= 27


def test_a_cut_is_reported_once() -> None:
    detector = ShotDetector()
    shown = [flat((200, 10, 10))] * 9 + [flat((10, 10, 200))] * 9
    assert [n for n, picture in enumerate(shown) if detector.begins_shot(picture, n / 8)] == [9]


def test_a_histogram_sums_to_one() -> None:
    assert colour_histogram(flat((9, 99, 199))).sum() == pytest.approx(1.0)


def test_the_histogram_distance_is_the_share_of_pixels_that_changed() -> None:
    half = flat((200, 10, 10))
    half[:45] = (10, 10, 200)
    assert histogram_distance(colour_histogram(flat((200, 10, 10))), colour_histogram(half)) == pytest.approx(0.5)


@pytest.mark.parametrize("shape", [(90, 120, 3), (160, 90, 3), (1, 1, 3)])
def test_a_change_of_shape_begins_one_shot(shape: tuple[int, int, int]) -> None:
    detector = ShotDetector()
    shown = [flat((200, 10, 10))] * 9 + [np.full(shape, (200, 10, 10), np.uint8)] * 9
    assert [n for n, picture in enumerate(shown) if detector.begins_shot(picture, n / 8)] == [9]


def test_another_resolution_is_no_shot() -> None:
    detector = ShotDetector()
    shown = [flat((200, 10, 10))] * 9 + [np.full((45, 80, 3), (200, 10, 10), np.uint8)] * 9
    assert not any(detector.begins_shot(picture, n / 8) for n, picture in enumerate(shown))


def test_a_cut_with_another_resolution_is_found() -> None:
    detector = ShotDetector()
    shown = [flat((200, 10, 10))] * 9 + [np.full((45, 80, 3), (10, 10, 200), np.uint8)] * 9
    assert [n for n, picture in enumerate(shown) if detector.begins_shot(picture, n / 8)] == [9]
