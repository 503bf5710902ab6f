"""The waveform that is kept: made once of the sound, anew of other sound, and none where there is no sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.media.flac import write_flac
from tests.support.storage.video_records import publish
from vindex_search.clips.waveforms import kept
from vindex_search.clips.waveforms.kept import NoWaveform, waveform_of
from vindex_search.contract.artefacts import AUDIO, WAVEFORM
from vindex_search.contract.waveform import SAMPLE_RATE
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", "c")


@pytest.fixture
def video(store: Store) -> str:
    return publish(store, "team/talk.mp3")


def with_sound(store: Store, video: str, tmp_path: Path, *, level: int, version: str) -> None:
    write_flac(tmp_path / "audio.flac", np.full(SAMPLE_RATE, level, np.int16))
    store.write_file(video, AUDIO, tmp_path / "audio.flac", Stamp((("upload", version),), "1"))


def test_it_is_made_once_of_each_sound(
    store: Store, video: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_sound(store, video, tmp_path, level=16384, version="1")
    first = waveform_of(store, video)
    assert first.length > 0
    with monkeypatch.context() as patch:
        patch.setattr(kept, "run_sandboxed", lambda *_, **__: pytest.fail("it is made again"))
        assert waveform_of(store, video) == first
    with_sound(store, video, tmp_path, level=8192, version="2")
    assert waveform_of(store, video) != first


def test_one_that_is_damaged_is_made_anew(store: Store, video: str, tmp_path: Path) -> None:
    with_sound(store, video, tmp_path, level=16384, version="1")
    made = waveform_of(store, video)
    store.write_bytes(video, WAVEFORM, b"cut off", Stamp((("upload", "1"),), "1"))
    assert waveform_of(store, video) == made


def test_a_silent_film_has_one_of_no_length(store: Store, video: str) -> None:
    store.write_bytes(video, AUDIO, b"", Stamp((), "1").with_note({"absent": "the file has no sound"}))
    assert waveform_of(store, video).length == 0


def test_before_the_sound_is_decoded_there_is_none(store: Store, video: str) -> None:
    with pytest.raises(NoWaveform, match="not decoded yet"):
        waveform_of(store, video)
