"""What a worker loads before its first run: the models of the library's set, while an upload is still being copied."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial

from vindex_search.common.text import visible
from vindex_search.models.active_set import active_model_set
from vindex_search.models.model import ModelSet
from vindex_search.models.weights import WeightsLocator, speech_model
from vindex_search.settings import Settings

log = logging.getLogger("vindex.run_workers")


def warm_up(settings: Settings) -> None:
    """Load the models; what fails is left to the run that needs it, which says so."""
    began = time.monotonic()
    models, weights = active_model_set(settings), WeightsLocator(settings.models_dir)
    for load in (
        partial(_load_hearing, models, weights),
        partial(_load_reading, settings, weights),
        partial(_load_encoders, models, weights),
    ):
        _try(load)
    log.info("%s", visible(f"a run worker has loaded its models in {time.monotonic() - began:.1f} s"))


def _try(load: Callable[[], None]) -> None:
    try:
        load()
    except Exception as error:  # noqa: BLE001 - a library raises what it likes while it loads a model
        log.info("%s", visible(f"a run worker begins without a model: {type(error).__name__}: {error}"))


def _load_hearing(models: ModelSet, weights: WeightsLocator) -> None:
    if models.recogniser != "whisperx":
        return
    from vindex_assets.speech.whisper.cpu_share import cpu_share
    from vindex_assets.speech.whisper.loading import load_whisper

    with cpu_share() as threads:
        load_whisper(weights.locate(speech_model(models)), threads=threads)


def _load_reading(settings: Settings, weights: WeightsLocator) -> None:
    from vindex_assets.ocr.rapidocr_engine import open_engine

    open_engine(settings.screen_language, weights=weights)


def _load_encoders(models: ModelSet, weights: WeightsLocator) -> None:
    from vindex_search.models.text import TextEncoder

    TextEncoder(models.text, weights)
    if models.vision:
        from vindex_search.models.vision import VisionEncoder

        VisionEncoder(models.vision, weights)
