"""Files whose times begin anew inside: all of each is read, on one clock, pictures and sound alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.media.clock.flv_tags import restamped, resumed
from tests.support.media.clock.heard_and_seen import Indexed, index
from tests.support.media.clock.numbered_films import encode_film, joined

FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
FORMATS: dict[str, dict[str, Any]] = {
    "ts": {"container": "mpegts"},
    "mpg": {"video": "mpeg2video", "audio": "mp2", "container": "mpeg"},
    "vob": {"video": "mpeg2video", "audio": "ac3", "container": "vob"},
    "mkv": {"container": "matroska"},
    "webm": {"video": "libvpx-vp9", "audio": "libopus", "container": "webm"},
    "fragments.mp4": {"container": "mp4", "options": FRAGMENTED},
}
SOUNDS: dict[str, dict[str, Any]] = {
    "opus": {"audio": "libopus", "container": "ogg"},
    "oga": {"audio": "flac", "container": "ogg"},
    "mka": {"audio": "aac", "container": "matroska"},
    "aac": {"audio": "aac", "container": "adts"},
    "mp3": {"audio": "libmp3lame", "container": "mp3"},
    "wav": {"audio": "pcm_s16le", "container": "wav"},
}
FLV: dict[str, Any] = {"video": "flv", "audio": "libmp3lame", "container": "flv"}
LEVELS = 60, 180, 110
LATE_S = (
    0.2  # codecs hold a block of sound back, and begin with one of silence; so do pictures where they are reordered
)


Part = tuple[float, dict[str, Any]]


def parts(folder: Path, options: dict[str, Any], films: Sequence[Part]) -> list[Path]:
    """One film per entry: its length and what is special about it; each brighter and louder, or less, than the last."""
    return [
        encode_film(folder / f"part{number}", level=LEVELS[number], seconds=seconds, **{**options, **special})
        for number, (seconds, special) in enumerate(films)
    ]


def assert_read(found: Indexed, ends_s: Sequence[float], *, pictures: int | None = None) -> None:
    """Each part is seen and heard from shortly after the end of the one before it up to shortly before its own."""
    assert found.manifest.duration_s == pytest.approx(ends_s[-1], abs=LATE_S)
    for begin_s, end_s, level in zip([0.0, *ends_s], ends_s, LEVELS, strict=False):
        for at_s in np.linspace(begin_s + 2 * LATE_S, end_s - 2 * LATE_S, 5):
            if pictures is not None:
                assert found.level_at(float(at_s)) == pytest.approx(level, abs=8), f"seen at {at_s}"
            if len(found.sound):
                assert found.loudness_at(float(at_s)) == pytest.approx(level, rel=0.2), f"heard at {at_s}"
    if pictures is not None:
        assert len(found.pictures) == pictures
        assert (np.diff(found.pictures) > 0).all()
        assert found.manifest.frame_count == pictures
    if len(found.sound):
        assert len(found.sound) / 16_000 == pytest.approx(ends_s[-1], abs=LATE_S)


@pytest.mark.parametrize("name", FORMATS)
def test_two_films_joined_are_read_one_after_the_other(name: str, tmp_path: Path) -> None:
    films = parts(tmp_path, FORMATS[name], [(3.0, {}), (4.0, {})])
    found = index(joined(tmp_path / f"film.{name}", films), tmp_path)
    assert_read(found, [3.0, 7.0], pictures=175)
    assert found.codes.count("times_restarted") == 1
    assert not {"frames_lost", "sound_lost", "packets_unplaced"} & set(found.codes)


@pytest.mark.parametrize("name", SOUNDS)
def test_two_recordings_joined_are_heard_one_after_the_other(name: str, tmp_path: Path) -> None:
    sounds = parts(tmp_path, {**SOUNDS[name], "video": None}, [(3.0, {}), (4.0, {})])
    found = index(joined(tmp_path / f"sound.{name}", sounds), tmp_path)
    assert_read(found, [3.0, 7.0])
    assert "sound_lost" not in found.codes


@pytest.mark.parametrize("audio", ["aac", "libmp3lame"])
def test_an_encoder_that_began_anew_is_read_to_the_end(audio: str, tmp_path: Path) -> None:
    films = parts(tmp_path, {**FLV, "audio": audio}, [(3.0, {}), (4.0, {})])
    found = index(resumed(tmp_path / "film.flv", films), tmp_path)
    assert_read(found, [3.0, 7.0], pictures=175)


def test_three_parts_the_second_without_sound(tmp_path: Path) -> None:
    films = parts(tmp_path, FORMATS["ts"], [(6.0, {}), (6.0, {"audio": None}), (6.0, {})])
    found = index(joined(tmp_path / "film.ts", films), tmp_path)
    assert found.manifest.duration_s == pytest.approx(18.0, abs=LATE_S)
    assert [round(found.level_at(at_s), -1) for at_s in (3.0, 9.0, 15.0)] == pytest.approx(LEVELS, abs=8)
    assert [found.loudness_at(at_s) for at_s in (3.0, 9.0, 15.0)] == pytest.approx((60, 0, 110), rel=0.2)


def test_a_first_part_without_sound(tmp_path: Path) -> None:
    films = parts(tmp_path, FORMATS["ts"], [(6.0, {"audio": None}), (6.0, {})])
    found = index(joined(tmp_path / "film.ts", films), tmp_path)
    assert found.manifest.duration_s == pytest.approx(12.0, abs=LATE_S)
    assert [found.loudness_at(at_s) for at_s in (3.0, 9.0)] == pytest.approx((0, 180), rel=0.2)


@pytest.mark.parametrize("kinds", [{}, {"audio": None}, {"video": None}], ids=["both", "pictures", "sound"])
def test_a_part_that_ffmpeg_takes_for_a_wrapped_clock(kinds: dict[str, Any], tmp_path: Path) -> None:
    """MPEG time stamps have 33 bits; FFmpeg adds 26.5 hours to those that lie long before the first one."""
    films = parts(tmp_path, {**FORMATS["ts"], **kinds}, [(3.0, {"begin_s": 10_000.0}), (4.0, {"begin_s": 1.4})])
    found = index(joined(tmp_path / "film.ts", films), tmp_path)
    assert found.manifest.duration_s == pytest.approx(7.0, abs=LATE_S)
    assert found.codes == ["times_restarted"]


def test_segments_of_a_live_stream_with_a_discontinuity(tmp_path: Path) -> None:
    begins_s = 100.0, 103.0, 0.0
    films = parts(tmp_path, FORMATS["ts"], [(3.0, {"begin_s": begin_s}) for begin_s in begins_s])
    assert_read(index(joined(tmp_path / "film.ts", films), tmp_path), [3.0, 6.0, 9.0], pictures=225)


Change = Callable[[str, int, int], int]


def flv(folder: Path, change: Change, *, seconds: float = 12.0) -> Indexed:
    whole = encode_film(folder / "whole.flv", level=100, seconds=seconds, **FLV)
    return index(restamped(whole, folder / "film.flv", change), folder)


def test_sound_that_begins_anew_alone_stays_with_the_pictures(tmp_path: Path) -> None:
    found = flv(tmp_path, lambda kind, number, ms: ms - 4000 if kind == "audio" and number >= 200 else ms)
    assert found.manifest.duration_s == pytest.approx(12.0, abs=LATE_S)
    assert len(found.sound) / 16_000 == pytest.approx(12.0, abs=LATE_S)
    assert found.loudness_at(11.5) == pytest.approx(100, rel=0.2)


def test_a_picture_with_a_broken_stamp_is_left_out_and_counted(tmp_path: Path) -> None:
    found = flv(tmp_path, lambda kind, number, ms: ms + 3_600_000 if (kind, number) == ("video", 50) else ms)
    assert found.manifest.duration_s == pytest.approx(12.0, abs=LATE_S)
    assert len(found.pictures) == 299
    assert [note.text for note in found.notes if note.code == "packets_unplaced"] == [
        "1 of 801 packets has a time stamp that fits nowhere and is left out"  # 300 pictures, 501 blocks of sound
    ]


def test_sound_with_a_broken_stamp_is_heard_where_it_is(tmp_path: Path) -> None:
    found = flv(tmp_path, lambda kind, number, ms: 5 if (kind, number) == ("audio", 300) else ms)
    assert len(found.sound) / 16_000 == pytest.approx(12.0, abs=LATE_S)
    assert "sound_lost" not in found.codes


def test_a_pause_in_the_sound_is_silence(tmp_path: Path) -> None:
    """Nothing of the sound is in the file between 4 and 16 s."""
    pause = encode_film(tmp_path / "early.flv", level=100, seconds=30.0, **FLV)
    found = index(_without_sound(pause, tmp_path / "film.flv", 4_000, 16_000), tmp_path)
    assert found.codes == []
    assert [found.loudness_at(at_s) > 50 for at_s in (3.0, 10.0, 20.0)] == [True, False, True]


def _without_sound(source: Path, target: Path, begin_ms: int, end_ms: int) -> Path:
    data, at = source.read_bytes(), 13
    kept = [data[:13]]
    while at + 11 <= len(data):
        end = at + 15 + int.from_bytes(data[at + 1 : at + 4], "big")
        ms = int.from_bytes(data[at + 4 : at + 7], "big")
        if data[at] != 8 or not begin_ms < ms < end_ms:
            kept.append(data[at:end])
        at = end
    target.write_bytes(b"".join(kept))
    return target


def test_two_joined_mp4_are_said_to_be_read_in_part(tmp_path: Path) -> None:
    films = parts(tmp_path, {"container": "mp4"}, [(3.0, {}), (4.0, {})])
    found = index(joined(tmp_path / "film.mp4", films), tmp_path)
    size, second = (tmp_path / "film.mp4").stat().st_size, films[1].stat().st_size
    assert [note.text for note in found.notes] == [
        f"the last {second} of {size} bytes are another film, which is not read"
    ]


def test_two_flv_files_joined_are_said_to_be_read_in_part(tmp_path: Path) -> None:
    found = index(joined(tmp_path / "film.flv", parts(tmp_path, FLV, [(3.0, {}), (4.0, {})])), tmp_path)
    assert [note.code for note in found.notes] == ["file_unread"]
