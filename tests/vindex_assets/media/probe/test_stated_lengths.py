"""Files that state a false length: the packets decide, before anything is refused or cut to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.media.clock import stated_lengths
from tests.support.media.clock.heard_and_seen import index
from tests.support.media.clock.numbered_films import encode_film
from tests.support.media.derived_files import probe_clip
from vindex_assets.media.probe.probe import MediaLimits, probe

SECONDS = 4.0
LATE_S = 0.2  # padding of the sound
ANY = {"options": {"movflags": "frag_keyframe+empty_moov+default_base_moof"}}
FORMATS: dict[str, tuple[dict[str, Any], Callable[[Path, float], Path]]] = {
    "flv": ({"video": "flv", "audio": "libmp3lame", "container": "flv"}, stated_lengths.state_in_flv),
    "mkv": ({"container": "matroska"}, stated_lengths.state_in_matroska),
    "mka": ({"container": "matroska", "video": None}, stated_lengths.state_in_matroska),
    "webm": ({"container": "webm", "video": "libvpx-vp9", "audio": "libopus"}, stated_lengths.state_in_matroska),
    "fragments.mp4": ({"container": "mp4", **ANY}, stated_lengths.state_in_mp4),
    "fragments.m4a": ({"container": "mp4", "video": None, **ANY}, stated_lengths.state_in_mp4),
}


FRAGMENTED = {"fragments.mp4", "fragments.m4a"}  # FFmpeg itself goes by the fragments where they last longer


@pytest.mark.parametrize("stated_s", [0.5, 1.9, 9.0, 30_000.0])
@pytest.mark.parametrize("name", FORMATS)
def test_the_packets_decide_how_long_a_file_is(name: str, stated_s: float, tmp_path: Path) -> None:
    options, state = FORMATS[name]
    path = state(encode_film(tmp_path / f"film.{name}", level=90, seconds=SECONDS, **options), stated_s)
    manifest = probe(path, limits=MediaLimits(max_duration_s=100.0))
    assert manifest.duration_s == pytest.approx(SECONDS, abs=LATE_S)
    assert [note.text.split(", ")[1] for note in manifest.notes if note.code == "length_corrected"] == (
        [] if name in FRAGMENTED and stated_s < SECONDS else [f"its packets last {manifest.duration_s:.1f} s"]
    )


@pytest.mark.parametrize("name", FORMATS)
def test_a_length_that_is_right_is_not_noted(name: str, tmp_path: Path) -> None:
    options, _ = FORMATS[name]
    assert probe_clip(encode_film(tmp_path / f"film.{name}", level=90, seconds=SECONDS, **options)).notes == ()


def test_the_last_picture_and_the_sound_end_with_the_film(tmp_path: Path) -> None:
    path = encode_film(
        tmp_path / "film.flv", level=90, seconds=SECONDS, video="flv", audio="libmp3lame", container="flv"
    )
    found = index(stated_lengths.state_in_flv(path, 1.0), tmp_path)
    assert found.pictures[-1] == pytest.approx(SECONDS - 0.04, abs=0.1)
    assert len(found.sound) / 16_000 == pytest.approx(SECONDS, abs=LATE_S)
    assert found.loudness_at(SECONDS - 0.5) == pytest.approx(90, rel=0.2)


@pytest.mark.parametrize("frames", [20, 4000])
def test_an_avi_with_a_wrong_number_of_frames(frames: int, tmp_path: Path) -> None:
    path = encode_film(
        tmp_path / "film.avi", level=90, seconds=SECONDS, video="mpeg4", audio="libmp3lame", container="avi"
    )
    found = index(stated_lengths.state_in_avi(path, frames), tmp_path)
    assert found.manifest.duration_s == pytest.approx(SECONDS, abs=LATE_S)
    assert len(found.pictures) == 100
    assert found.codes == ["length_corrected"]


def test_an_mp3_whose_length_is_guessed_from_its_first_frames(tmp_path: Path) -> None:
    path = stated_lengths.without_xing(tmp_path / "sound.mp3", quiet_s=10.0, loud_s=10.0)
    found = index(path, tmp_path)
    assert found.manifest.duration_s == pytest.approx(20.0, abs=LATE_S)
    assert len(found.sound) / 16_000 == pytest.approx(20.0, abs=LATE_S)
    assert found.codes == ["length_corrected"]


def test_a_raw_aac_stream_of_changing_bit_rate(tmp_path: Path) -> None:
    options: dict[str, Any] = {"video": None, "audio": "aac", "container": "adts"}
    quiet = encode_film(tmp_path / "quiet.aac", level=0, seconds=9.0, **options)
    loud = encode_film(tmp_path / "loud.aac", level=200, seconds=3.0, **options)
    path = tmp_path / "sound.aac"
    path.write_bytes(quiet.read_bytes() + loud.read_bytes())
    found = index(path, tmp_path)
    assert found.manifest.duration_s == pytest.approx(12.0, abs=LATE_S)
    assert found.loudness_at(11.0) == pytest.approx(200, rel=0.2)


def test_a_length_by_another_stream_is_no_false_one(tmp_path: Path) -> None:
    """The second sound track goes on for longer than the film."""
    film = encode_film(tmp_path / "film.mp4", level=90, seconds=4.0)
    more = encode_film(tmp_path / "more.mka", level=90, seconds=12.0, container="matroska", video=None)
    manifest = probe_clip(_both(film, more, tmp_path / "both.mkv"))
    assert manifest.duration_s == pytest.approx(4.0, abs=LATE_S)
    assert [note.code for note in manifest.notes] == ["audio_track_passed_over"]


def _both(film: Path, more: Path, target: Path) -> Path:
    """The streams of two files in one."""
    import av

    with av.open(str(film)) as first, av.open(str(more)) as second, av.open(str(target), "w") as sink:
        streams = [{s.index: sink.add_stream_from_template(s) for s in source.streams} for source in (first, second)]
        for source, targets in zip((first, second), streams, strict=True):
            for packet in source.demux():
                if packet.dts is not None:
                    packet.stream = targets[packet.stream.index]
                    sink.mux(packet)
    return target
