"""with_stand_in: where the recogniser's weights are missing, PocketSphinx hears, and it is said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from vindex_search.models.catalogue import SETS, SPHINX, WHISPER_BASE
from vindex_search.models.weights import WeightsLocator, with_stand_in
from vindex_search.models.weights.installed import installed_folder

OFFLINE = SETS["offline"]


@pytest.fixture(autouse=True)
def _an_environment_without_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))


def put(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in (*WHISPER_BASE.files, WHISPER_BASE.weights):
        (folder / name).touch()


def test_a_set_whose_weights_are_here_stays_as_it_is() -> None:
    put(installed_folder(WHISPER_BASE))
    assert with_stand_in(OFFLINE, WeightsLocator()) == OFFLINE
    assert OFFLINE.notices == (OFFLINE.why_no_vision,)


def test_weights_in_the_folder_of_models_serve_as_well(tmp_path: Path) -> None:
    put(tmp_path / "models" / WHISPER_BASE.id)
    assert with_stand_in(OFFLINE, WeightsLocator(tmp_path / "models")) == OFFLINE


def test_without_them_pocketsphinx_hears_and_a_sentence_says_what_helps() -> None:
    served = with_stand_in(OFFLINE, WeightsLocator())
    assert (served.recogniser, served.speech) == ("pocketsphinx", (SPHINX,))
    sentence = served.notices[0]
    assert WHISPER_BASE.id in sentence
    assert "`make setup`" in sentence
    assert "`vindex models pull --set offline`" in sentence
    assert WeightsLocator().missing(served) == []


def test_the_collection_stays_the_same_and_transcripts_are_told_apart() -> None:
    served = with_stand_in(OFFLINE, WeightsLocator())
    assert served.fingerprint == OFFLINE.fingerprint
    assert served.speech_fingerprint != OFFLINE.speech_fingerprint


def test_a_set_without_a_stand_in_stays_as_it_is() -> None:
    assert with_stand_in(SETS["standard"], WeightsLocator()) == SETS["standard"]
