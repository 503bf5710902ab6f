"""Decoding: windows of sound to tokens, in batches; what came out badly is decoded again at higher temperatures.

The rules are Whisper's own (Radford et al., 2022, section 4.5): text that repeats itself compresses too well, text that
the model itself finds improbable is wrong, and where the model finds silence and improbable text there is no speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from vindex_assets.speech.whisper.loading import LoadedWhisper

FALLBACK_TEMPERATURES: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
SEED: Final = 2026  # of the samples at a temperature: a transcription that is resumed ends in the same table


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was decoded from a window.

    Attributes:
        tokens: Of the text, without special ones.
        text: The text.
        log_probability: Mean of the tokens'.
        no_speech: Probability that nobody speaks.
    """

    tokens: tuple[int, ...]
    text: str
    log_probability: float
    no_speech: float


def decode(loaded: LoadedWhisper, encoded: Any, count: int, tokenizer: Any) -> list[Decoded]:
    """The texts of a batch of encoded windows of one language, by beam search."""
    options = loaded.options
    results = loaded.model.model.generate(
        encoded,
        [_prompt(loaded, tokenizer)] * count,
        beam_size=options.beam_size,
        patience=options.patience,
        length_penalty=options.length_penalty,
        max_length=loaded.model.max_length,
        suppress_blank=options.suppress_blank,
        suppress_tokens=options.suppress_tokens,
        return_scores=True,
        return_no_speech_prob=True,
    )
    return [_decoded(result, tokenizer, options.length_penalty) for result in results]


def decode_again(loaded: LoadedWhisper, encoded: Any, tokenizer: Any) -> Decoded:
    """The text of one encoded window, sampled at rising temperatures until it passes; else the most probable one."""
    import ctranslate2

    ctranslate2.set_random_seed(SEED)
    options = replace(loaded.options, temperatures=list(FALLBACK_TEMPERATURES))
    result, _, _, _ = loaded.model.generate_with_fallback(encoded, _prompt(loaded, tokenizer), tokenizer, options)
    return _decoded(result, tokenizer, options.length_penalty)


def is_silence(decoded: Decoded, options: Any) -> bool:
    """Whether the model found silence, and its text improbable."""
    return bool(
        decoded.no_speech > options.no_speech_threshold and decoded.log_probability < options.log_prob_threshold
    )


def is_bad(decoded: Decoded, options: Any) -> bool:
    """Whether the text repeats itself or is improbable."""
    from faster_whisper.transcribe import get_compression_ratio

    return bool(
        decoded.log_probability < options.log_prob_threshold
        or get_compression_ratio(decoded.text) > options.compression_ratio_threshold
    )


def _prompt(loaded: LoadedWhisper, tokenizer: Any) -> list[int]:
    prompt: list[int] = loaded.model.get_prompt(tokenizer, [], without_timestamps=True)
    return prompt


def _decoded(result: Any, tokenizer: Any, length_penalty: float) -> Decoded:
    tokens: Sequence[int] = result.sequences_ids[0]
    score = result.scores[0] * len(tokens) ** length_penalty / (len(tokens) + 1)
    text = [token for token in tokens if token < tokenizer.eot]
    return Decoded(
        tokens=tuple(text),
        text=tokenizer.decode(text).strip(),
        log_probability=float(score),
        no_speech=float(result.no_speech_prob),
    )
