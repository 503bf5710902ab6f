"""Whisper's encoder: windows of sound to what its decoder, its language detection and its alignment read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.speech_windows import SpeechWindow

DEFAULT_MELS: Final = 80  # bands of models before large-v3, whose settings do not name them
FRAMES_PER_SECOND: Final = 50  # that the encoder gives

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


def select(encoded: Any, numbers: Sequence[int]) -> Any:
    """Some windows of an encoded batch, as a batch of their own."""
    import ctranslate2

    return ctranslate2.StorageView.from_array(_array(encoded)[list(numbers)])


def encoded_phrases(encoded: Any, number: int, window: SpeechWindow, phrases: Sequence[SpeechWindow]) -> list[Any]:
    """What the encoder gave for each phrase of a window: a part of the window's frames, which costs nothing.

    Args:
        encoded: A batch of encoded windows.
        number: The window's place in it.
        window: The window.
        phrases: Of the window.
    """
    import ctranslate2

    frames = _array(encoded)[number : number + 1]
    return [
        ctranslate2.StorageView.from_array(
            np.ascontiguousarray(frames[:, _frame(phrase.start_s, window) : _frame(phrase.end_s, window)])
        )
        for phrase in phrases
    ]


def _array(encoded: Any) -> npt.NDArray[np.float32]:
    """The encoded batch as an array of shape (windows, frames, dimensions)."""
    import ctranslate2

    return np.array(encoded.to_device(ctranslate2.Device.cpu))


def _frame(position_s: float, window: SpeechWindow) -> int:
    return round((position_s - window.start_s) * FRAMES_PER_SECOND)
