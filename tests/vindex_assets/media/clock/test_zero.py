"""Zero is the smallest time that is shown, whatever stands first in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.media.clock.flv_tags import restamped
from tests.support.media.clock.heard_and_seen import index
from tests.support.media.clock.numbered_films import encode_film

LATER_S = 0.96
Shift = Callable[[str, int], float]  # kind of stream, number of the packet: seconds by which it is shown later


def shown_later(source: Path, target: Path, shift: Shift, **options: str) -> Path:
    """The packets of a file with other presentation times."""
    import av

    with av.open(str(source)) as read, av.open(str(target), "w", options=options) as sink:
        streams: dict[int, Any] = {stream.index: sink.add_stream_from_template(stream) for stream in read.streams}
        numbers = dict.fromkeys(("video", "audio"), -1)
        for packet in read.demux():
            if packet.dts is None or packet.pts is None or not packet.time_base:
                continue
            kind = packet.stream.type
            numbers[kind] += 1
            packet.pts += round(shift(kind, numbers[kind]) / packet.time_base)
            packet.stream = streams[packet.stream.index]
            sink.mux(packet)
    return target


@pytest.mark.parametrize(
    ("suffix", "codecs"),
    [
        ("mkv", {"video": "libx265"}),
        ("mp4", {"video": "libx264"}),
        ("ts", {"video": "mpeg2video", "audio": "mp2"}),
        ("ts", {"video": "libx265", "audio": None}),
    ],
)
def test_a_first_picture_that_is_shown_later_moves_nothing(suffix: str, codecs: dict[str, Any], tmp_path: Path) -> None:
    whole = encode_film(tmp_path / "whole.mp4", level=90, seconds=4.0, **codecs)
    path = shown_later(
        whole, tmp_path / f"film.{suffix}", lambda kind, number: LATER_S * ((kind, number) == ("video", 0))
    )
    found = index(path, tmp_path)
    assert found.pictures[0] <= 0.13
    assert found.pictures[-1] == pytest.approx(3.96, abs=0.13)
    assert len(found.pictures) >= 98
    assert found.manifest.duration_s == pytest.approx(4.0, abs=0.13)
    assert found.codes == []


def test_leading_pictures_of_a_first_open_group_count(tmp_path: Path) -> None:
    """The first group's key frame is shown after twelve pictures that stand behind it in the file."""
    whole = encode_film(tmp_path / "whole.flv", level=90, seconds=4.0, video="flv", audio=None, container="flv")

    def stamp(kind: str, number: int, ms: int) -> int:
        return 480 if number == 0 else ms - 40 if number <= 12 else ms

    found = index(restamped(whole, tmp_path / "film.flv", stamp), tmp_path)
    assert found.pictures[0] == 0.0
    assert found.pictures[-1] == pytest.approx(3.96)
    assert len(found.pictures) == 99


@pytest.mark.parametrize("late_s", [0.5, 3.0])
def test_pictures_that_begin_after_the_sound_stay_late(late_s: float, tmp_path: Path) -> None:
    whole = encode_film(tmp_path / "whole.mp4", level=90, seconds=4.0)
    path = shown_later(whole, tmp_path / "film.mkv", lambda kind, _: late_s * (kind == "video"))
    found = index(path, tmp_path)
    assert found.pictures[0] == pytest.approx(late_s, abs=0.05)
    assert found.manifest.duration_s == pytest.approx(4.0 + late_s, abs=0.1)
    assert found.codes == []


@pytest.mark.parametrize(("audio", "container"), [("aac", "mp4"), ("libopus", "webm"), ("libmp3lame", "matroska")])
def test_priming_of_the_sound_does_not_move_the_pictures(audio: str, container: str, tmp_path: Path) -> None:
    video = "libvpx-vp9" if container == "webm" else "libx264"
    found = index(
        encode_film(tmp_path / "film", level=90, seconds=2.0, video=video, audio=audio, container=container), tmp_path
    )
    assert found.pictures[0] == pytest.approx(0.0, abs=0.002)
    assert found.codes == []
