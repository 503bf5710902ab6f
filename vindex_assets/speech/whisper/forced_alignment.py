"""Word times by forced alignment: WhisperX with a wav2vec2 model of the language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vindex_assets.speech import lazy_imports
from vindex_search.models.cache import MODEL_CACHE, ModelKey, device, parameter_bytes
from vindex_search.passages.segments import Word, interpolate_words

Samples = npt.NDArray[np.float32]


class NotAligned(ValueError):
    """A text could not be placed in its sound."""


def align_text(language: str, folder: Path, text: str, start_s: float, end_s: float, sound: Samples) -> list[Word]:
    """The words of a window with their times in the sound; those that the model placed nowhere are interpolated.

    Args:
        language: ISO 639-1 code.
        folder: A wav2vec2 model of the language, as transformers stores it.
        text: What is said in the window.
        start_s: Beginning of the window.
        end_s: End of the window.
        sound: The whole sound.

    Raises:
        NotAligned: too little memory, or text that does not fit into its window.
    """
    alignment = lazy_imports.import_aligner()
    model, metadata = _load_aligner(language, folder)
    window = {"text": text, "start": start_s, "end": end_s}
    try:
        with lazy_imports.suppress_warnings():
            sentences = alignment.align([window], model, metadata, sound, device())["segments"]
    except (RuntimeError, IndexError) as problem:
        raise NotAligned(str(problem)) from problem
    words = [_word(raw) for sentence in sentences for raw in sentence["words"]]
    if not any(word.score is not None for word in words):
        raise NotAligned("the model placed no word")
    return list(interpolate_words(words, start_s=start_s, end_s=end_s))


def _word(raw: Mapping[str, Any]) -> Word:
    """A word; its times are NaN where the aligner placed it nowhere."""
    return Word(
        text=raw["word"],
        start_s=float(raw.get("start", math.nan)),
        end_s=float(raw.get("end", math.nan)),
        score=round(float(raw["score"]), 4) if "score" in raw else None,
    )


def _load_aligner(language: str, folder: Path) -> Any:
    """The alignment model and its metadata, as WhisperX wants them."""
    alignment = lazy_imports.import_aligner()

    def load() -> Any:
        with lazy_imports.suppress_warnings():
            return alignment.load_align_model(language, device(), model_name=str(folder), model_cache_only=True)

    key = ModelKey(str(folder), "local", device(), "float32")
    return MODEL_CACHE.get(key, load, size=lambda loaded: parameter_bytes(loaded[0]))
