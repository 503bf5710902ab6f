"""cross_attention: word times inside the window, whatever the decoder wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from vindex_assets.speech.pcm import read_samples
from vindex_assets.speech.whisper.cross_attention import align_words
from vindex_assets.speech.whisper.encoding import encode
from vindex_assets.speech.whisper.listener import tokenizer_of
from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.speech_windows import SpeechWindow


@pytest.mark.parametrize(
    ("words", "duration_s"),
    [(["dako"] * 5, 11.0), ([], 11.0), (["dako"] * 600, 11.0), (["dako"] * 5, 31.0), (["dako"] * 5, 0.02)],
    ids=["text", "nothing", "more than the decoder has places for", "longer than half a minute", "hardly anything"],
)
def test_every_word_is_timed_inside_its_window(
    loaded: LoadedWhisper, media: Path, words: list[str], duration_s: float
) -> None:
    sound = read_samples(media / "audio" / "jfk.flac")
    encoded = encode(loaded, [SpeechWindow(0.0, 11.0)], sound)
    tokenizer = tokenizer_of(loaded, "en")
    tokens = tokenizer.encode(" " + " ".join(words)) if words else []
    (timed,) = align_words(loaded, encoded, tokenizer, [tokens], [duration_s])
    assert bool(timed) == bool(words)
    assert all(0.0 <= word.start_s <= word.end_s <= duration_s for word in timed)
