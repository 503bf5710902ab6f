"""encoding: one by one or together, the same numbers; short contexts for the question of language alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vindex_assets.speech.pcm import read_samples
from vindex_assets.speech.whisper import encoding
from vindex_assets.speech.whisper.encoding import FRAMES_PER_SECOND, encode
from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.speech_windows import SpeechWindow

WINDOWS = (SpeechWindow(0.0, 4.0), SpeechWindow(4.0, 7.5), SpeechWindow(7.5, 11.0))


def test_windows_one_by_one_are_encoded_as_in_one_batch(
    loaded: LoadedWhisper, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = read_samples(media / "audio" / "jfk.flac")
    one_by_one = np.array(encode(loaded, WINDOWS, sound))
    monkeypatch.setattr(encoding, "WINDOWS_AT_ONCE", {"cpu": len(WINDOWS), "cuda": len(WINDOWS)})
    np.testing.assert_allclose(one_by_one, np.array(encode(loaded, WINDOWS, sound)), atol=1e-5)


@pytest.mark.parametrize("context_s", [10.0, 30.0])
def test_each_window_is_padded_to_the_context(loaded: LoadedWhisper, media: Path, context_s: float) -> None:
    encoded = encode(loaded, WINDOWS, read_samples(media / "audio" / "jfk.flac"), context_s=context_s)
    assert np.array(encoded).shape[:2] == (len(WINDOWS), context_s * FRAMES_PER_SECOND)
