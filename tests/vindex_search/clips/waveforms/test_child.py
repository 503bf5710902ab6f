"""The peaks of a sound file: lowest and highest of each pixel; a file that is none is a permanent failure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.media.flac import write_flac
from vindex_search.clips.waveforms.child import FILE, measure_peaks
from vindex_search.contract.waveform import SAMPLE_RATE, SAMPLES_PER_PIXEL, Waveform
from vindex_search.sandbox.failures import Permanent


def test_loud_and_silent_parts_have_their_peaks(tmp_path: Path) -> None:
    half = SAMPLE_RATE
    sound = np.concatenate([np.zeros(half, np.int16), np.tile(np.array([16384, -16384], np.int16), half // 2)])
    write_flac(tmp_path / "audio.flac", sound)
    reached: list[float] = []
    assert measure_peaks(str(tmp_path / "audio.flac"), str(tmp_path), reached.append) == {}
    made = Waveform.from_bytes((tmp_path / FILE).read_bytes())
    peaks = np.frombuffer(made.data, np.int8).reshape(-1, 2)
    assert made.length == -(-2 * half // SAMPLES_PER_PIXEL)
    assert peaks[0].tolist() == [0, 0]
    assert peaks[-2].tolist() == [-64, 64]
    assert reached[-1] == pytest.approx(2.0)


def test_what_is_no_sound_fails_for_good(tmp_path: Path) -> None:
    (tmp_path / "audio.flac").write_bytes(b"no sound")
    with pytest.raises(Permanent, match="cannot be read any more"):
        measure_peaks(str(tmp_path / "audio.flac"), str(tmp_path), lambda _: None)
