"""Whisper's encoder: windows of sound to what its decoder, its language detection and its alignment read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.pcm import SAMPLE_RATE
from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.speech_windows import SpeechWindow
from vindex_search.models.cache import device

DEFAULT_MELS: Final = 80  # bands of models before large-v3, whose settings do not name them
FRAMES_PER_SECOND: Final = 50  # that the encoder gives
CONTEXT_S: Final = 30.0  # that Whisper was trained on
# On a CPU the activations of one window stay in its cache: four took 3.9 s one by one and 4.9 s as one batch, and the
# numbers that came out were the same.
WINDOWS_AT_ONCE: Final = {"cuda": 16, "cpu": 1}

Samples = npt.NDArray[np.float32]


def encode(
    loaded: LoadedWhisper, windows: Sequence[SpeechWindow], sound: Samples, *, context_s: float = CONTEXT_S
) -> Any:
    """The windows through the encoder, as one batch; a CTranslate2 `StorageView`.

    Args:
        loaded: The model.
        windows: Of the sound.
        sound: The whole sound.
        context_s: Seconds to which each is padded with silence: half a minute for all that writes text.
    """
    import ctranslate2
    import torch

    features = torch.stack([_features(loaded, window, sound, context_s) for window in windows]).numpy()
    step = WINDOWS_AT_ONCE[device()]
    parts = [loaded.model.encode(features[at : at + step]) for at in range(0, len(features), step)]
    if len(parts) == 1:
        return parts[0]
    return ctranslate2.StorageView.from_array(np.concatenate([_array(part) for part in parts]))


def _features(loaded: LoadedWhisper, window: SpeechWindow, sound: Samples, context_s: float) -> Any:
    """The log mel spectrogram of a window, of shape (mels, frames), padded."""
    from whisperx.audio import log_mel_spectrogram

    length = round(context_s * SAMPLE_RATE)
    samples = window.samples(sound)[:length]
    mels = loaded.model.feat_kwargs.get("feature_size") or DEFAULT_MELS
    return log_mel_spectrogram(samples, n_mels=mels, padding=length - len(samples))


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
