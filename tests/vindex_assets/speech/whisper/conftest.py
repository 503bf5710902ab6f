"""A random Whisper of a few megabytes and an alignment model, made once a module."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.models.tiny_speech import save_aligner, save_whisper
from tests.support.session.checkout import absent
from tests.support.session.session_cache import SessionCache
from vindex_assets.speech.whisper.loading import LoadedWhisper, load_whisper
from vindex_assets.speech.whisper.recogniser import WhisperXRecogniser
from vindex_search.models.catalogue import WHISPER_BASE
from vindex_search.models.weights import WeightsLocator


def _save(folder: Path) -> None:
    save_whisper(folder)
    save_aligner(folder / "aligner")


@pytest.fixture(scope="session")
def tiny(session_cache: SessionCache) -> Path:
    """A folder with `ctranslate2` and `aligner`."""
    return session_cache.get("tiny-whisper", _save)


@pytest.fixture
def loaded(tiny: Path) -> LoadedWhisper:
    """The tiny Whisper with WhisperX's own voice activity model."""
    return load_whisper(tiny / "ctranslate2", threads=1)


@pytest.fixture
def whisper_base() -> WhisperXRecogniser:
    """The recogniser of the offline set, on its real weights."""
    folder = WeightsLocator().find(WHISPER_BASE)
    if folder is None:
        absent("the weights of Whisper base are not here: `make setup` installs them")
    return WhisperXRecogniser(folder, align_dirs={})
