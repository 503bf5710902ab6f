"""cross_attention: word times inside the window, whatever the decoder wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vindex_assets.speech.pcm import read_samples
from vindex_assets.speech.whisper.cross_attention import align_words, join_pieces
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


def piece(word: str, start: float, end: float, probability: float = 0.9) -> dict[str, Any]:
    return {"word": word, "tokens": [1], "start": start, "end": end, "probability": probability}


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([" ill", "-disposed", " man"], ["ill-disposed", "man"]),
        ([" 1", ",500", " litres"], ["1,500", "litres"]),
        ([" the", " U", ".S", ".A."], ["the", "U.S.A."]),
        (["And", " so"], ["And", "so"]),
        ([], []),
    ],
)
def test_what_no_space_separates_is_one_word(pieces: list[str], words: list[str]) -> None:
    found = join_pieces([piece(text, number, number + 0.5) for number, text in enumerate(pieces)])
    assert [each["word"].strip() for each in found] == words


def test_a_joined_word_lasts_from_its_first_to_its_last_piece_and_is_as_sure_as_the_least_sure() -> None:
    (word,) = join_pieces([piece(" ill", 1.0, 1.3, 0.9), piece("-disposed", 1.3, 2.0, 0.4)])
    assert (word["start"], word["end"], word["probability"]) == (1.0, 2.0, 0.4)
