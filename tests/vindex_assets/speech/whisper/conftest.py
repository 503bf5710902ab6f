"""A random Whisper of a few megabytes and an alignment model, made once a module."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.models.tiny_speech import save_aligner, save_whisper
from tests.support.session.session_cache import SessionCache
from vindex_assets.speech.whisper.loading import LoadedWhisper, load_whisper


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
    return load_whisper(tiny / "ctranslate2")
