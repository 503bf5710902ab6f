"""Which recogniser a set gets, with which weights."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from vindex_assets.speech.factory import ALIGN_LANGUAGES, open_diarizer, open_recogniser
from vindex_assets.speech.whisper.recogniser import WhisperXRecogniser
from vindex_search.models.catalogue import (
    PYANNOTE,
    SETS,
    WAV2VEC2_EN,
    WHISPER_BASE,
    WHISPER_SMALL,
    WHISPER_TURBO,
    model_set,
)
from vindex_search.models.model import Model
from vindex_search.models.weights import MissingWeights, WeightsLocator, with_stand_in

STANDARD = SETS["standard"]


@pytest.fixture(autouse=True)
def _alone_on_a_cpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No model but those of the test: the Hugging Face cache of this machine may hold the real ones."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("vindex_search.models.weights.locator.device", lambda: "cpu")


def put(models_dir: Path, model: Model, *, without: str = "") -> Path:
    """The folder of a model, its files empty but there."""
    folder = models_dir / model.id.replace("/", "--")
    for name in {*model.files, model.weights} - {without}:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def given_whisperx(models_dir: Path) -> WhisperXRecogniser:
    chosen = open_recogniser(STANDARD, WeightsLocator(models_dir))
    assert isinstance(chosen, WhisperXRecogniser)
    return chosen


def test_a_set_whose_stand_in_hears_gets_pocketsphinx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))  # where `make setup` puts weights
    weights = WeightsLocator()
    assert open_recogniser(with_stand_in(SETS["offline"], weights), weights).name == "pocketsphinx"


def test_the_offline_set_gets_whisper_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    folder, weights = put(tmp_path / "share" / "vindex" / "models", WHISPER_BASE), WeightsLocator()
    assert with_stand_in(SETS["offline"], weights) == SETS["offline"]
    chosen = open_recogniser(SETS["offline"], weights)
    assert isinstance(chosen, WhisperXRecogniser)
    assert chosen._model_dir == folder


def test_whisper_is_taken_from_the_folder_of_models(tmp_path: Path) -> None:
    folder = put(tmp_path, WHISPER_SMALL)
    assert given_whisperx(tmp_path)._model_dir == folder


def test_on_a_gpu_the_larger_whisper_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vindex_search.models.weights.locator.device", lambda: "cuda")
    put(tmp_path, WHISPER_SMALL)
    folder = put(tmp_path, WHISPER_TURBO)
    assert given_whisperx(tmp_path)._model_dir == folder


def test_an_alignment_model_that_is_here_is_used_for_its_language(tmp_path: Path) -> None:
    put(tmp_path, WHISPER_SMALL)
    folder = put(tmp_path, WAV2VEC2_EN)
    assert given_whisperx(tmp_path)._align_dirs == {"en": folder}


def test_an_alignment_model_that_is_not_here_is_done_without(tmp_path: Path) -> None:
    put(tmp_path, WHISPER_SMALL)
    assert given_whisperx(tmp_path)._align_dirs == {}


def test_a_half_copied_alignment_model_is_done_without(tmp_path: Path) -> None:
    put(tmp_path, WHISPER_SMALL)
    put(tmp_path, WAV2VEC2_EN, without="preprocessor_config.json")
    assert given_whisperx(tmp_path)._align_dirs == {}


def test_a_half_copied_whisper_is_named_with_what_it_lacks(tmp_path: Path) -> None:
    put(tmp_path, WHISPER_SMALL, without="tokenizer.json")
    with pytest.raises(MissingWeights, match=r"which has no tokenizer\.json"):
        open_recogniser(STANDARD, WeightsLocator(tmp_path))


def test_voices_are_told_apart_where_that_is_asked_for(tmp_path: Path) -> None:
    folder = put(tmp_path, PYANNOTE)
    found = open_diarizer(model_set("standard", speakers=True), WeightsLocator(tmp_path))
    assert found is not None
    assert found._folder == folder
    assert open_diarizer(STANDARD, WeightsLocator(tmp_path)) is None


def test_without_its_weights_that_fails_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match=rf"{PYANNOTE.id}@.*HF_TOKEN=\.\.\. vindex models pull --set standard"):
        open_diarizer(model_set("standard", speakers=True), WeightsLocator(tmp_path))


def test_whisper_that_is_not_here_is_named_with_the_command_that_fetches_it(tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match=rf"{WHISPER_SMALL.id}@.*vindex models pull --set standard"):
        open_recogniser(STANDARD, WeightsLocator(tmp_path))


@pytest.mark.parametrize("name", list(SETS))
def test_every_alignment_model_of_a_set_has_its_language(name: str) -> None:
    assert {model.id for model in SETS[name].speech if model.kind == "align"} <= set(ALIGN_LANGUAGES)
