"""Decoding: windows of sound to tokens, in batches; what came out badly is decoded again at higher temperatures.

The rules are Whisper's own (Radford et al., 2022, section 4.5): text that repeats itself compresses too well, text that
the model itself finds improbable is wrong, and where the model finds silence and improbable text there is no speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from vindex_assets.speech.whisper.loading import LoadedWhisper

# Whisper's own thresholds, but for the probability of a text where nobody speaks. Measured on Whisper base: there,
# no_speech was 0.40 to 0.99 and the text's -0.77 to -2.64 (noises, music, a forest); in speech, down to single words
# cut out of it, no_speech was 0.00 to 0.69 and above 0.6 the text's better than -0.6, but for speech under noise of
# twice its power, where the text was wrong anyway.
NO_SPEECH: Final = 0.6
SILENCE_LOG_PROBABILITY: Final = -0.7
DOUBTFUL_SPEECH: Final = 0.3  # no_speech from which on text that is bad at every temperature was invented
MIN_LOG_PROBABILITY: Final = -1.0
MAX_COMPRESSION: Final = 2.4  # length of a text by its length as zlib compresses it
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


def is_silence(decoded: Decoded) -> bool:
    """Whether the model found silence, and its text improbable."""
    return decoded.no_speech > NO_SPEECH and decoded.log_probability < SILENCE_LOG_PROBABILITY


def is_bad(decoded: Decoded) -> bool:
    """Whether the text repeats itself or is improbable."""
    from faster_whisper.transcribe import get_compression_ratio

    return decoded.log_probability < MIN_LOG_PROBABILITY or get_compression_ratio(decoded.text) > MAX_COMPRESSION


def is_invented(decoded: Decoded) -> bool:
    """Whether a final text was not said: there is silence, or hardly speech, and the text is bad all the same."""
    return is_silence(decoded) or (decoded.no_speech > DOUBTFUL_SPEECH and is_bad(decoded))


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
