"""duration: whether the header or the packets are believed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.media.derived_files import encode_pictures
from vindex_assets.media.probe.duration import measure_duration, packet_spans


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten frames of a tenth of a second each."""
    pictures = [np.full((48, 64, 3), level, np.uint8) for level in range(100, 200, 10)]
    return encode_pictures(tmp_path_factory.mktemp("duration") / "film.mp4", pictures, fps=10)


@pytest.mark.parametrize(
    ("stated_s", "last_frame_s", "duration_s"),
    [
        (1.0, 0.9, 1.0),
        (5.0, 0.9, 5.0),  # pictures end before the sound does
        (0.5, 0.9, 1.0),
        (0.9, 0.9, 1.0),  # the last frame begins where the header says that all is over
        (0.45, 0.9, 1.0),
        (0.44, 0.9, 0.44),  # more than twice as late as stated: its time stamp is damaged
        (2.0, 3.0, 2.0),  # never shorter than stated
        (3.0, 1e9, 3.0),
        (0.0, 0.9, 1.0),
        (0.0, None, 1.0),
        (4.0, None, 4.0),
    ],
)
def test_the_header_is_believed_unless_frames_go_on_for_a_while(
    stated_s: float, last_frame_s: float | None, duration_s: float, film: Path
) -> None:
    found = measure_duration(film, start_s=0.0, stated_s=stated_s, last_frame_s=last_frame_s, streams=[0])
    assert found == pytest.approx(duration_s)


@pytest.mark.parametrize(("stated_s", "duration_s"), [(0.0, 0.8), (0.65, 0.8), (0.75, 0.75), (0.34, 0.34)])
def test_what_lies_before_player_time_zero_does_not_count(stated_s: float, duration_s: float, film: Path) -> None:
    found = measure_duration(film, start_s=0.2, stated_s=stated_s, last_frame_s=0.9, streams=[0])
    assert found == pytest.approx(duration_s)


def test_a_file_without_a_packet_has_no_duration(tmp_path: Path) -> None:
    import wave

    with wave.open(str(tmp_path / "none.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
    assert measure_duration(tmp_path / "none.wav", start_s=3.0, stated_s=0.0, last_frame_s=None, streams=[0]) == 0


def test_a_packet_lasts_from_its_time_to_that_of_the_next(film: Path) -> None:
    spans = sorted(packet_spans(film, [0]))
    assert spans == [pytest.approx((n / 10, (n + 1) / 10)) for n in range(10)]
