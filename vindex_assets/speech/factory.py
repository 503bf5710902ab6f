"""The recogniser of a model set, and what tells voices apart, with their weights found on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vindex_assets.speech.segments import Recogniser
from vindex_search.models.catalogue import Model, ModelSet
from vindex_search.models.weights import MissingWeights, locate, speech_model

if TYPE_CHECKING:
    from vindex_assets.speech.diarizer import Diarizer

ALIGN_LANGUAGES = {"facebook/wav2vec2-base-960h": "en"}


def recogniser(models: ModelSet, *, models_dir: Path | None) -> Recogniser:
    """The set's recogniser; alignment models that are not here are done without.

    Raises:
        MissingWeights: the recogniser's own weights are not on this machine.
    """
    if models.recogniser == "pocketsphinx":
        from vindex_assets.speech.pocketsphinx import SphinxRecogniser

        return SphinxRecogniser()
    from vindex_assets.speech.whisperx import WhisperXRecogniser

    aligners = [model for model in models.speech if model.kind == "align"]
    found = {ALIGN_LANGUAGES[model.id]: folder for model in aligners if (folder := _here(model, models_dir))}
    return WhisperXRecogniser(locate(speech_model(models), models_dir=models_dir), align_dirs=found)


def diarizer(models: ModelSet, *, models_dir: Path | None) -> Diarizer | None:
    """What tells voices apart, where the set has a model for it.

    Raises:
        MissingWeights: it has one whose weights are not on this machine.
    """
    if models.speakers is None:
        return None
    from vindex_assets.speech.diarizer import Diarizer

    return Diarizer(locate(models.speakers, models_dir=models_dir))


def _here(model: Model, models_dir: Path | None) -> Path | None:
    try:
        return locate(model, models_dir=models_dir)
    except MissingWeights:
        return None
