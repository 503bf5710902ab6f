"""Open the recogniser and the diarizer of a model set, with their weights found on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vindex_assets.speech.segments import Recogniser
from vindex_search.models.model import ModelSet
from vindex_search.models.weights import WeightsLocator, speech_model

if TYPE_CHECKING:
    from vindex_assets.speech.speakers.diarizer import Diarizer

ALIGN_LANGUAGES: Final[Mapping[str, str]] = {"facebook/wav2vec2-base-960h": "en"}


def open_recogniser(models: ModelSet, weights: WeightsLocator) -> Recogniser:
    """The recogniser of a set; alignment models that are not on this machine are done without.

    Raises:
        MissingWeights: the recogniser's own weights are not on this machine.
    """
    if models.recogniser == "pocketsphinx":
        from vindex_assets.speech.pocketsphinx import PocketSphinxRecogniser

        return PocketSphinxRecogniser()
    from vindex_assets.speech.whisper.recogniser import WhisperXRecogniser

    return WhisperXRecogniser(weights.locate(speech_model(models)), align_dirs=_align_dirs(models, weights))


def _align_dirs(models: ModelSet, weights: WeightsLocator) -> dict[str, Path]:
    """Folders of the set's alignment models on this machine, by language."""
    aligners = [model for model in models.speech if model.kind == "align"]
    return {ALIGN_LANGUAGES[model.id]: folder for model in aligners if (folder := weights.find(model))}


def open_diarizer(models: ModelSet, weights: WeightsLocator) -> Diarizer | None:
    """The diarizer of a set; None where the set has no model for it.

    Raises:
        MissingWeights: the set has one, and its weights are not on this machine.
    """
    if models.speakers is None:
        return None
    from vindex_assets.speech.speakers.diarizer import Diarizer

    return Diarizer(weights.locate(models.speakers))
