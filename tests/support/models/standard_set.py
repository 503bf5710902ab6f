"""The standard set with every model tiny and random, in a folder as `vindex models pull` fills it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.models.tiny_encoders import save_siglip, save_text
from tests.support.models.tiny_speech import save_aligner, save_whisper
from tests.support.session_cache import SessionCache
from vindex_search.models.catalogue import Model, model_set

STANDARD = model_set("standard")


@pytest.fixture(scope="session")
def standard_models(session_cache: SessionCache) -> Path:
    """The folder of models of the standard set, all tiny; nobody writes there."""
    return session_cache.get("models-standard", save_standard_set)


def save_standard_set(folder: Path) -> Path:
    """Fill a folder of models; returns it."""

    def place(model: Model) -> Path:
        return folder / model.id.replace("/", "--")

    assert STANDARD.vision is not None
    whisper, _turbo, aligner = STANDARD.speech
    for model in (STANDARD.text, STANDARD.vision):
        place(model).mkdir(parents=True)
    save_text(place(STANDARD.text), dim=STANDARD.text.dim)
    save_siglip(place(STANDARD.vision), dim=STANDARD.vision.dim)
    save_whisper(folder / ".made")
    shutil.copytree(folder / ".made" / "ctranslate2", place(whisper))
    save_aligner(place(aligner))
    return folder
