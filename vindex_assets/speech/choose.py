"""The recogniser of a model set, with its weights found on this machine."""

from __future__ import annotations

from pathlib import Path

from vindex_assets.speech.base import Recogniser
from vindex_search.models.catalogue import Model, ModelSet
from vindex_search.models.weights import MissingWeights, locate, speech_model

ALIGN_LANGUAGES = {"facebook/wav2vec2-base-960h": "en"}


def recogniser(models: ModelSet, *, models_dir: Path | None) -> Recogniser:
    """The set's recogniser; alignment models that are not here are done without.

    Raises:
        MissingWeights: the recogniser's own weights are not on this machine.
    """
    if models.recogniser == "pocketsphinx":
        from vindex_assets.speech.sphinx import SphinxRecogniser

        return SphinxRecogniser()
    from vindex_assets.speech.whisperx import WhisperXRecogniser

    aligners = [model for model in models.speech if model.kind == "align"]
    found = {ALIGN_LANGUAGES[model.id]: folder for model in aligners if (folder := _here(model, models_dir))}
    return WhisperXRecogniser(locate(speech_model(models), models_dir=models_dir), align_dirs=found)


def _here(model: Model, models_dir: Path | None) -> Path | None:
    try:
        return locate(model, models_dir=models_dir)
    except MissingWeights:
        return None
