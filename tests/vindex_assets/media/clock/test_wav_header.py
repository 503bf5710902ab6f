"""wav_header: sound behind the length that a header states is found, and nothing else is taken for sound."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from tests.support.media.clock.heard_and_seen import index
from vindex_assets.media.clock.wav_header import sound_goes_on, stated_seconds

RATE = 16_000
SECONDS = 3
NOISE = np.random.default_rng(5).integers(-9000, 9000, RATE * SECONDS, dtype=np.int16).tobytes()


def wav(path: Path, *, stated: int | None = None, samples: bytes = NOISE, after: bytes = b"", rate: int = RATE) -> Path:
    """A mono WAV file of 16 bits whose header states `stated` bytes of sound."""
    length = len(samples) if stated is None else stated
    form = struct.pack("<HHIIHH", 1, 1, rate, 2 * rate, 2, 16)
    head = b"RIFF" + struct.pack("<I", min(length + 36, 0xFFFF_FFFF)) + b"WAVEfmt " + struct.pack("<I", 16) + form
    path.write_bytes(head + b"data" + struct.pack("<I", length) + samples + after)
    return path


def chunk(name: bytes, payload: bytes) -> bytes:
    return name + struct.pack("<I", len(payload)) + payload + bytes(len(payload) % 2)


@pytest.mark.parametrize("stated", [0, 1000, 32_001, 96_000, 200_000, 0x7FFF_FFFF, 0xFFFF_FFFF])
def test_whatever_the_header_states_all_is_heard(stated: int, tmp_path: Path) -> None:
    found = index(wav(tmp_path / "sound.wav", stated=stated), tmp_path)
    assert found.manifest.duration_s == pytest.approx(SECONDS, abs=0.01)
    assert len(found.sound) / RATE == pytest.approx(SECONDS, abs=0.01)


@pytest.mark.parametrize(("stated", "codes"), [(0, []), (1000, ["length_corrected"]), (96_000, []), (0xFFFF_FFFF, [])])
def test_a_stated_length_that_is_wrong_is_noted(stated: int, codes: list[str], tmp_path: Path) -> None:
    assert index(wav(tmp_path / "sound.wav", stated=stated), tmp_path).codes == codes


def test_a_length_that_is_too_long_is_noted(tmp_path: Path) -> None:
    found = index(wav(tmp_path / "sound.wav", stated=960_000), tmp_path)
    assert [note.text for note in found.notes] == ["the file states 30.0 s, its packets last 3.0 s"]


@pytest.mark.parametrize(
    "after",
    [b"", bytes(2), chunk(b"LIST", b"INFO" * 90), chunk(b"id3 ", b"x" * 301) + chunk(b"bext", bytes(602))],
    ids=["nothing", "padding", "list", "tags"],
)
def test_chunks_behind_the_sound_are_none(after: bytes, tmp_path: Path) -> None:
    assert not sound_goes_on(wav(tmp_path / "sound.wav", after=after))


def test_a_second_file_of_the_same_format_is_sound(tmp_path: Path) -> None:
    second = wav(tmp_path / "second.wav").read_bytes()
    assert sound_goes_on(wav(tmp_path / "sound.wav", after=second))
    assert not sound_goes_on(wav(tmp_path / "other.wav", after=second, rate=8000))


def test_other_files_are_no_wav(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"\x00\x00\x00\x18ftypisom" + NOISE)
    (tmp_path / "empty.wav").write_bytes(b"RIFF\x00\x00\x00\x00WAVE")
    for name in ("film.mp4", "empty.wav"):
        assert not sound_goes_on(tmp_path / name)
        assert stated_seconds(tmp_path / name) is None


def test_the_stated_length_is_that_of_the_header(tmp_path: Path) -> None:
    assert stated_seconds(wav(tmp_path / "sound.wav", stated=64_000)) == 2.0
    assert stated_seconds(wav(tmp_path / "sound.wav", stated=0xFFFF_FFFF)) is None
