"""Diarization: pyannote's own loading and clustering, on random models."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.models.tiny_speech import save_speakers
from vindex_assets.failures import Permanent
from vindex_assets.speech.speakers.diarizer import Diarizer

Recording = Callable[[str], Path]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("speakers")
    save_speakers(path)
    return path


@pytest.mark.usefixtures("no_network")
def test_turns_lie_inside_the_sound_and_do_not_overlap(folder: Path, recording: Recording) -> None:
    reported: list[float] = []
    turns = Diarizer(folder).diarize(recording("jfk.flac"), progress=reported.append)
    assert turns
    assert all(0.0 <= turn.start_s < turn.end_s <= 11.1 for turn in turns)
    assert all(before.end_s <= after.start_s for before, after in pairwise(turns))
    assert reported == sorted(reported)
    assert reported[-1] == 1.0


def test_telemetry_is_off(folder: Path) -> None:
    Diarizer(folder)._pipeline()
    assert os.environ["PYANNOTE_METRICS_ENABLED"] == "0"


def test_a_device_too_small_is_permanent(folder: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    class NoMemory:
        embedding_batch_size = segmentation_batch_size = 0

        def __call__(self, *_: object, **__: object) -> None:
            tried.append(self.embedding_batch_size)
            raise RuntimeError("CUDA out of memory")

    pipeline = NoMemory()
    monkeypatch.setattr(Diarizer, "_pipeline", lambda _: pipeline)
    with pytest.raises(Permanent, match="does not hold even ten seconds"):
        Diarizer(folder).diarize(recording("silence.wav"), progress=lambda _: None)
    assert tried == [32, 16, 8, 4, 2, 1]
