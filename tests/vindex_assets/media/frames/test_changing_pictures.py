"""Films whose pictures change their size, their pixels' shape or their rotation: each frame is shown undistorted."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from PIL import Image

from tests.support.media.frames.changing_films import (
    Part,
    Picture,
    encode_parts,
    encode_turns,
    join_flv,
    mux_jpegs,
    square_of,
)
from tests.support.session.checkout import SHARED, absent
from vindex_assets.media.child_tasks import probe_file, write_frames
from vindex_assets.media.frames.picture_files import FRAMES_FOLDER, STORYBOARD_FILE

LANDSCAPE, PORTRAIT = Part(320, 180), Part(180, 320, level=120)
LETTERBOX_TV, WIDE_TV = Part(720, 576, Fraction(16, 15), frames=15), Part(720, 576, Fraction(64, 45), 120, 15)
FASTEST = {"deadline": "realtime", "cpu-used": "8"}
TURN = 6  # EXIF: to be turned clockwise by a quarter

FILMS: dict[str, tuple[Callable[[Path], Path], list[tuple[int, int]]]] = {
    "h264.ts": (
        lambda path: encode_parts(path, [LANDSCAPE, PORTRAIT, LANDSCAPE], codec="libx264"),
        [(320, 180), (180, 320), (320, 180)],
    ),
    "h264.flv": (lambda path: join_flv(path, [LANDSCAPE, PORTRAIT]), [(320, 180), (180, 320)]),
    "mpeg2.ts": (
        lambda path: encode_parts(path, [LETTERBOX_TV, WIDE_TV], codec="mpeg2video"),
        [(683, 512), (910, 512)],
    ),
    "mpeg2.mpg": (
        lambda path: encode_parts(path, [WIDE_TV, LETTERBOX_TV], codec="mpeg2video"),
        [(910, 512), (683, 512)],
    ),
    "h264_pixels.ts": (
        lambda path: encode_parts(path, [LETTERBOX_TV, WIDE_TV], codec="libx264", options={"preset": "ultrafast"}),
        [(683, 512), (910, 512)],
    ),
    "vp8.webm": (
        lambda path: encode_parts(path, [LANDSCAPE, PORTRAIT], codec="libvpx", options=FASTEST),
        [(320, 180), (180, 320)],
    ),
    "vp9.webm": (
        lambda path: encode_parts(path, [PORTRAIT, LANDSCAPE], codec="libvpx-vp9", options=FASTEST),
        [(180, 320), (320, 180)],
    ),
    "mpeg4.mkv": (
        lambda path: encode_parts(path, [LANDSCAPE, PORTRAIT], codec="mpeg4"),
        [(320, 180), (180, 320)],
    ),
    "jpegs.avi": (
        lambda path: mux_jpegs(path, [(LANDSCAPE, 1), (PORTRAIT, 1), (Part(160, 160), 1)]),
        [(320, 180), (180, 320), (160, 160)],
    ),
    "speck_first.avi": (
        lambda path: mux_jpegs(path, [(Part(1, 1, frames=2), 1), (LANDSCAPE, 1)]),
        [(1, 1), (320, 180)],
    ),
    "turned_jpegs.avi": (
        lambda path: mux_jpegs(path, [(LANDSCAPE, 1), (Part(320, 180, level=120), TURN)]),
        [(320, 180), (180, 320)],
    ),
    "turned_h264.ts": (lambda path: encode_turns(path, [False, True, False]), [(320, 180), (180, 320), (320, 180)]),
    "turned_h264.mkv": (lambda path: encode_turns(path, [True, False]), [(180, 320), (320, 180)]),
}


@dataclass(frozen=True)
class Written:
    """What `write_frames` made of a film: its rows, their pictures, what it returned, and the storyboard."""

    rows: list[dict[str, Any]]
    pictures: list[Picture]
    note: dict[str, Any]
    folder: Path

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Size of each row."""
        return [(row["width"], row["height"]) for row in self.rows]


@pytest.fixture(scope="module", params=sorted(FILMS))
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Written]:
    """A film and what was made of it."""
    folder = tmp_path_factory.mktemp("film")
    return request.param, written(FILMS[request.param][0](folder / request.param), folder)


def written(path: Path, folder: Path) -> Written:
    """A film as the pipeline writes it."""
    manifest = probe_file(str(path), {"max_duration_s": 1e6}, "", lambda _: None)
    note = write_frames(str(path), manifest, str(folder), "content", lambda _: None)
    rows = pl.scan_parquet(folder / FRAMES_FOLDER / "*.parquet").collect().to_dicts()
    pictures = [np.asarray(Image.open(io.BytesIO(row["jpeg"])).convert("RGB")) for row in rows]
    return Written(rows, pictures, note, folder)


def expected_sizes(name: str) -> list[tuple[int, int]]:
    """The sizes of the film's parts."""
    return FILMS[name][1]


def test_each_part_has_a_frame_of_its_own_size(film: tuple[str, Written]) -> None:
    name, made = film
    assert made.sizes == expected_sizes(name)


def test_each_row_has_the_size_of_its_picture(film: tuple[str, Written]) -> None:
    _, made = film
    assert [(picture.shape[1], picture.shape[0]) for picture in made.pictures] == made.sizes


def test_a_square_is_a_square_in_every_frame(film: tuple[str, Written]) -> None:
    _, made = film
    for picture in made.pictures:
        width, height = square_of(picture)
        assert abs(width - height) <= 2


def test_a_change_of_shape_begins_a_shot(film: tuple[str, Written]) -> None:
    _, made = film
    assert [row["shot"] for row in made.rows] == list(range(len(made.rows)))


def test_the_change_is_noted_with_sizes_and_time(film: tuple[str, Written]) -> None:
    _, made = film
    (note,) = made.note["notes"]
    assert note["code"] == "picture_size_changed"
    assert re.match(r"the picture changes from \d+ x \d+ to \d+ x \d+ at \d+\.\d s", note["text"])
    assert note["start_s"] == pytest.approx(made.rows[1]["start_s"], abs=0.5)


def test_all_cells_of_the_storyboard_have_one_size(film: tuple[str, Written]) -> None:
    _, made = film
    cells = re.findall(r"#xywh=(\d+),(\d+),(\d+),(\d+)", (made.folder / STORYBOARD_FILE).read_text(encoding="utf-8"))
    assert len(cells) == len(made.rows)
    assert len({(width, height) for _, _, width, height in cells}) == 1


def test_a_stream_that_only_changes_its_resolution_is_one_shot(tmp_path: Path) -> None:
    parts = [Part(320, 180), Part(160, 90), Part(640, 360)]
    made = written(encode_parts(tmp_path / "call.mkv", parts, codec="mpeg4"), tmp_path)
    assert {row["shot"] for row in made.rows} == {0}
    assert "first of 2 changes" in made.note["notes"][0]["text"]


def test_a_change_that_a_packet_brings_which_is_not_needed_is_not_lost(tmp_path: Path) -> None:
    """All frames are key frames, of which few are decoded; the encoder's new parameters come with one of the others."""
    made = written(join_flv(tmp_path / "film.flv", [LANDSCAPE, PORTRAIT], {"x264-params": "keyint=1"}), tmp_path)
    assert made.note["decoder"] == "pyav"
    assert made.sizes == [(320, 180), (180, 320)]


def test_an_intact_film_has_no_note(tmp_path: Path) -> None:
    part = Part(320, 180, frames=5)
    made = written(encode_parts(tmp_path / "plain.webm", [part], codec="libvpx", options=FASTEST), tmp_path)
    assert made.note["decoder"] == "decord"
    assert "notes" not in made.note


def test_the_recorded_call_of_a_phone_that_was_turned(tmp_path: Path) -> None:
    path = SHARED / "cases" / "resolution_change" / "reschange.webm"
    if not path.is_file():
        absent("the folder ../shared/cases with the files of bug reports is not beside this checkout")
    made = written(path, tmp_path)
    assert set(made.sizes) == {(640, 360), (360, 640)}
    assert made.note["notes"][0]["start_s"] == pytest.approx(5.0, abs=0.2)
