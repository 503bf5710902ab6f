"""Whisper's encoder: windows of sound to what its decoder, its language detection and its alignment read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.speech_windows import SpeechWindow

DEFAULT_MELS: Final = 80  # bands of models before large-v3, whose settings do not name them

Samples = npt.NDArray[np.float32]


def encode(loaded: LoadedWhisper, windows: Sequence[SpeechWindow], sound: Samples) -> Any:
    """The windows, each padded to half a minute, through the encoder as one batch; a CTranslate2 `StorageView`."""
    import torch
    from whisperx.audio import N_SAMPLES, log_mel_spectrogram

    mels = loaded.model.feat_kwargs.get("feature_size") or DEFAULT_MELS
    features = []
    for window in windows:
        samples = window.samples(sound)[:N_SAMPLES]
        features.append(log_mel_spectrogram(samples, n_mels=mels, padding=N_SAMPLES - len(samples)))
    return loaded.model.encode(torch.stack(features).numpy())
