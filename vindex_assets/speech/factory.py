"""The recogniser of a model set, and what tells voices apart, with their weights found on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vindex_assets.speech.segments import Recogniser
from vindex_search.models.catalogue import ModelSet
from vindex_search.models.weights import WeightsLocator, speech_model

if TYPE_CHECKING:
    from vindex_assets.speech.diarizer import Diarizer

ALIGN_LANGUAGES = {"facebook/wav2vec2-base-960h": "en"}


def open_recogniser(models: ModelSet, weights: WeightsLocator) -> Recogniser:
    """The set's recogniser; alignment models that are not here are done without.

    Raises:
        MissingWeights: the recogniser's own weights are not on this machine.
    """
    if models.recogniser == "pocketsphinx":
        from vindex_assets.speech.pocketsphinx import PocketSphinxRecogniser

        return PocketSphinxRecogniser()
    from vindex_assets.speech.whisperx import WhisperXRecogniser

    aligners = [model for model in models.speech if model.kind == "align"]
    found = {ALIGN_LANGUAGES[model.id]: folder for model in aligners if (folder := weights.find(model))}
    return WhisperXRecogniser(weights.locate(speech_model(models)), align_dirs=found)


def open_diarizer(models: ModelSet, weights: WeightsLocator) -> Diarizer | None:
    """What tells voices apart, where the set has a model for it.

    Raises:
        MissingWeights: it has one whose weights are not on this machine.
    """
    if models.speakers is None:
        return None
    from vindex_assets.speech.diarizer import Diarizer

    return Diarizer(weights.locate(models.speakers))
