"""The standard set with tiny random models, in a folder laid out as by `vindex models pull`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.models.tiny_encoders import save_siglip, save_text
from tests.support.models.tiny_speech import save_aligner, save_whisper
from tests.support.session.session_cache import SessionCache
from vindex_search.models.catalogue import model_set
from vindex_search.models.model import Model

STANDARD = model_set("standard")


@pytest.fixture(scope="session")
def standard_models(session_cache: SessionCache) -> Path:
    """The folder of models of the standard set, all tiny; read-only."""
    return session_cache.get("models-standard", save_standard_set)


def save_standard_set(folder: Path) -> Path:
    """Write the models into a folder; returns it."""

    def folder_of(model: Model) -> Path:
        return folder / model.id.replace("/", "--")

    assert STANDARD.vision is not None
    whisper, _turbo, aligner = STANDARD.speech
    for model in (STANDARD.text, STANDARD.vision):
        folder_of(model).mkdir(parents=True)
    save_text(folder_of(STANDARD.text), dim=STANDARD.text.dim)
    save_siglip(folder_of(STANDARD.vision), dim=STANDARD.vision.dim)
    save_whisper(folder / ".made")
    shutil.copytree(folder / ".made" / "ctranslate2", folder_of(whisper))
    save_aligner(folder_of(aligner))
    return folder
