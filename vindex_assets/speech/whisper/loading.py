"""Loads Whisper and the voice activity model with WhisperX's own code; nothing is downloaded.

The voice activity model comes inside WhisperX's package, Whisper from a local folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vindex_assets.speech import lazy_imports
from vindex_search.models.cache import MODEL_CACHE, ModelKey, device

COMPUTE_TYPE: Final = {"cuda": "float16", "cpu": "int8"}
# Of the five seconds that the voice activity model hears at once. By default it hears each moment ten times; twice took
# a quarter of the time, and of seven recordings of speech lost at most 0.06 s and added at most 0.09 s. At -60 dBFS and
# below up to 0.4 s were lost at the end of a file; the padding of windows gives half of that back.
VAD_STEP: Final = 0.5
WHISPER_BYTES: Final = 2 * 2**30  # CTranslate2 does not tell; the largest of the models in float16


@dataclass(frozen=True, slots=True)
class LoadedWhisper:
    """What WhisperX loads.

    Attributes:
        model: `whisperx.asr.WhisperModel`, a `faster_whisper.WhisperModel`.
        vad: WhisperX's voice activity model.
        vad_params: Its thresholds, `vad_onset` and `vad_offset`.
        options: `faster_whisper.transcribe.TranscriptionOptions` with WhisperX's defaults.
    """

    model: Any
    vad: Any
    vad_params: dict[str, Any]
    options: Any


def load_whisper(folder: Path, *, threads: int) -> LoadedWhisper:
    """The Whisper of a folder as CTranslate2 stores it, loaded once a process for a number of threads."""
    import torch

    torch.set_num_threads(threads)  # of the alignment models
    key = ModelKey(str(folder), f"{threads} threads", device(), COMPUTE_TYPE[device()])
    return MODEL_CACHE.get(key, lambda: _load(folder, threads), size=lambda _: WHISPER_BYTES)


def _load(folder: Path, threads: int) -> LoadedWhisper:
    whisperx = lazy_imports.import_whisperx()
    with lazy_imports.suppress_warnings():
        pipeline = whisperx.load_model(
            str(folder),
            device(),
            compute_type=COMPUTE_TYPE[device()],
            vad_method="pyannote",
            local_files_only=True,
            threads=threads,
        )
    segmentation = pipeline.vad_model.vad_pipeline._segmentation
    segmentation.step = VAD_STEP * segmentation.duration
    return LoadedWhisper(pipeline.model, pipeline.vad_model, pipeline._vad_params, pipeline.options)
