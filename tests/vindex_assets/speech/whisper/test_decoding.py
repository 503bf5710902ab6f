"""decoding: which texts are silence, and which are decoded again."""

from __future__ import annotations

import pytest

from vindex_assets.speech.whisper.decoding import Decoded, is_bad, is_silence

LOOP = "and so it goes " * 12


def decoded(text: str = "Lift it up.", *, log_probability: float = -0.2, no_speech: float = 0.01) -> Decoded:
    return Decoded(tokens=(1, 2), text=text, log_probability=log_probability, no_speech=no_speech)


@pytest.mark.parametrize(
    ("no_speech", "log_probability", "silence"),
    [
        (0.92, -0.93, True),  # "you" over the last second of a cartoon's music
        (0.64, -1.34, True),  # "Bye bye." over a warbling tone
        (0.69, -0.31, False),  # "for you", cut out of a speech
        (0.28, -0.51, False),  # "bin blue at f two now"
        (0.00, -1.80, False),  # speech that is hard to make out
    ],
)
def test_silence_is_what_the_model_finds_silent_and_improbable(
    no_speech: float, log_probability: float, silence: bool
) -> None:
    assert is_silence(decoded(no_speech=no_speech, log_probability=log_probability)) is silence


@pytest.mark.parametrize(("text", "log_probability", "bad"), [("Lift it.", -0.9, False), ("Lift it.", -1.1, True)])
def test_improbable_text_is_bad(text: str, log_probability: float, bad: bool) -> None:
    assert is_bad(decoded(text, log_probability=log_probability)) is bad


def test_text_that_repeats_itself_is_bad() -> None:
    assert is_bad(decoded(LOOP))
    assert not is_bad(decoded("and so it goes"))
