"""sampling: the rows of real clips, and that their intervals cover the video without gap or overlap."""

from __future__ import annotations

import io
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.support.media.derived_files import encode_pictures, probe_clip
from tests.support.media.ocr.flat_slides import COLOURS, FPS, FlatSlides
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import THUMBNAIL_SHORT_SIDE, Decoder
from vindex_assets.media.frames.sampling import DETECTION_FPS, KeptFrame, Sampling, sample_frames, to_table
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.packets import read_packet_table
from vindex_search.contract.tables import FRAMES_SCHEMA

SAMPLING = Sampling()
CANDIDATE_S = 1 / SAMPLING.max_fps
DETECTION_S = 1 / DETECTION_FPS


def kept_of(path: Path, sampling: Sampling = SAMPLING) -> list[KeptFrame]:
    manifest = probe_clip(path)
    return list(sample_frames(open_decoder(path, manifest), manifest, sampling=sampling))


def test_each_slide_of_a_lecture_is_kept_once_and_begins_at_its_cut(media: Path) -> None:
    slides = json.loads((media / "video" / "derived_lecture_dev.slides.json").read_text())
    kept = kept_of(media / "video" / "derived_lecture_dev.mp4")
    assert len(kept) == len(slides)
    for frame, slide in zip(kept, slides, strict=True):
        assert slide["start"] - DETECTION_S <= frame.start_s <= slide["start"] + CANDIDATE_S
    assert kept[-1].end_s == 97.0


def test_each_card_of_the_counter_is_kept(media: Path) -> None:
    assert [frame.start_s for frame in kept_of(media / "video" / "psd_counter.mp4")] == pytest.approx([0, 1, 2])


@pytest.mark.parametrize("clip", ["psd_testvideo.mp4", "simpl_palms_vp8.webm", "exo_ssa.mkv", "nasa_13013.mp4"])
def test_rows_follow_on_one_another_to_the_end(clip: str, media: Path) -> None:
    path = media / "video" / clip
    kept = kept_of(path)
    assert all(frame.end_s == after.start_s for frame, after in pairwise(kept))
    assert all(frame.start_s < frame.end_s for frame in kept)
    assert kept[-1].end_s == pytest.approx(probe_clip(path).duration_s)
    assert [frame.shot for frame in kept] == sorted(frame.shot for frame in kept)


def test_a_moving_picture_is_kept_every_so_often(media: Path) -> None:
    kept = kept_of(media / "video" / "simpl_palms_vp8.webm")
    assert max(frame.end_s - frame.start_s for frame in kept) <= SAMPLING.max_gap_s + 2 * CANDIDATE_S


def test_a_slide_that_stands_is_one_row_however_long(tmp_path: Path) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (6, 8, 3), dtype=np.uint8).repeat(16, 0).repeat(16, 1)
    film = encode_pictures(tmp_path / "still.mp4", [picture] * 60, fps=1)
    assert [(f.start_s, f.end_s) for f in kept_of(film)] == [(0.0, 60.0)]


def test_a_slide_that_comes_again_is_a_row_again(tmp_path: Path) -> None:
    pictures = [np.full((96, 128, 3), COLOURS[n // 4 % 2], np.uint8) for n in range(16)]
    film = encode_pictures(tmp_path / "again.mp4", pictures, fps=2)
    assert [frame.start_s for frame in kept_of(film)] == [0, 2, 4, 6]


def test_pictures_are_jpegs_of_the_size_that_the_row_says(media: Path) -> None:
    frame = kept_of(media / "video" / "rotated_90.mov", Sampling(short_side=128))[0]
    picture = Image.open(io.BytesIO(frame.jpeg))
    assert (picture.format, picture.size) == ("JPEG", (frame.width, frame.height))
    assert picture.size == (128, 227)


def test_progress_reports_the_time_of_every_decoded_frame(media: Path) -> None:
    path = media / "video" / "psd_fades.mp4"
    manifest = probe_clip(path)
    reported: list[float] = []
    list(sample_frames(open_decoder(path, manifest), manifest, sampling=SAMPLING, progress=reported.append))
    assert reported == sorted(reported)
    assert len(reported) == pytest.approx(10 * 25 / 4, abs=2)  # at 25 fps every fourth frame keeps below 8 fps


def test_the_table_has_the_columns_of_the_contract(media: Path) -> None:
    table = to_table(kept_of(media / "video" / "psd_counter.mp4"))
    assert table.schema == FRAMES_SCHEMA
    assert len(table) == 3


def test_no_frames_are_an_empty_table() -> None:
    assert to_table([]).schema == FRAMES_SCHEMA


def _manifest(seconds: float) -> VideoManifest:
    return VideoManifest("mov", seconds, 64, 36, 0, 2.0, 0.0, (), 0, None, (), {})


SLIDES = st.lists(st.integers(0, len(COLOURS) - 1), min_size=1, max_size=60)


@settings(deadline=None, max_examples=50)
@given(slides=SLIDES)
def test_whatever_is_shown_is_covered_in_order_without_overlap(slides: list[int]) -> None:
    decoder: Decoder = FlatSlides(slides)
    kept = list(sample_frames(decoder, _manifest(len(slides) / FPS), sampling=SAMPLING))
    assert kept[0].start_s == 0
    assert kept[-1].end_s == len(slides) / FPS
    assert all(frame.start_s < frame.end_s for frame in kept)
    assert all(frame.end_s == after.start_s for frame, after in pairwise(kept))


@settings(deadline=None, max_examples=50)
@given(slides=SLIDES, stated_s=st.floats(0, 30))
def test_every_row_lasts_even_where_the_file_states_an_end_before_its_last_picture(
    slides: list[int], stated_s: float
) -> None:
    decoder: Decoder = FlatSlides(slides)
    kept = list(sample_frames(decoder, _manifest(stated_s), sampling=SAMPLING))
    assert all(frame.start_s < frame.end_s for frame in kept)
    assert all(frame.end_s == after.start_s for frame, after in pairwise(kept))
    assert kept[-1].end_s >= stated_s


def test_in_keyframes_mode_only_key_frames_are_kept(media: Path) -> None:
    path = media / "video" / "intel_bottle-detection.mp4"
    kept = kept_of(path, Sampling(mode="keyframes"))
    keys = set(np.flatnonzero(read_packet_table(path, 0).keyframe).tolist())
    assert len(kept) > 1
    assert {frame.frame_index for frame in kept} <= keys


def test_the_thumbnail_of_a_row_is_its_picture(media: Path) -> None:
    frame = kept_of(media / "video" / "psd_counter.mp4")[1]
    large = np.asarray(Image.open(io.BytesIO(frame.jpeg)))
    assert min(frame.thumbnail.shape[:2]) == THUMBNAIL_SHORT_SIDE
    assert frame.thumbnail.mean(axis=(0, 1)) == pytest.approx(large.mean(axis=(0, 1)), abs=2)
