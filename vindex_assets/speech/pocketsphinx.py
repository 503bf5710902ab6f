"""PocketSphinx, the recogniser of the offline set: English, its model inside its package, no network, no GPU."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vindex_assets.speech.pcm import BYTES_PER_SAMPLE, SAMPLE_RATE, iter_pcm
from vindex_assets.speech.segments import Progress, Segment, Word

if TYPE_CHECKING:
    from pocketsphinx import Decoder

FRAMES_PER_S: Final = 100  # of the decoder's own clock
MAX_UTTERANCE_S: Final = 30.0  # of an utterance: who never pauses must not fill the memory
FILLER: Final = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")
VARIANT: Final = re.compile(r"\(\d+\)$")  # read(2): the second way to pronounce it
LANGUAGES: Final = (None, "en")


class PocketSphinxRecogniser:
    """Utterances between pauses, decoded one after the other; memory is that of the longest."""

    name = "pocketsphinx"
    notes: tuple[str, ...] = ()

    def transcribe(self, audio: Path, *, language: str | None, progress: Progress | None) -> list[Segment]:
        """What is said, in order.

        Raises:
            ValueError: a language other than English is asked for.
        """
        if language not in LANGUAGES:
            raise ValueError(f"PocketSphinx has no model for language {language!r}; allowed: en, or none given")
        decoder = _decoder()
        segments: list[Segment] = []
        for start_s, pcm in split_utterances(audio):
            words = _words(decoder, start_s, pcm)
            if words:
                segments.append(_segment(words))
            if progress:
                progress(start_s + _seconds(pcm))
        return segments


def _decoder() -> Decoder:
    """A new decoder, in 0.4 s: one that has heard something else adapts to it and hears this differently."""
    from pocketsphinx import Decoder

    return Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")


def split_utterances(audio: Path) -> Iterator[tuple[float, bytes]]:
    """Start in seconds and samples (16 bit) of each stretch of speech, none longer than LONGEST_S.

    PocketSphinx's own `Segmenter` is not used: it drops the last utterance of a file of whole frames.
    """
    from pocketsphinx import Endpointer

    endpointer = Endpointer(sample_rate=SAMPLE_RATE)
    held: list[bytes] = []
    start_s = 0.0
    for frame, is_last in _frames(audio, endpointer.frame_bytes):
        speech = endpointer.end_stream(frame) if is_last else endpointer.process(frame)
        if speech:
            start_s = start_s if held else float(endpointer.speech_start)
            held.append(speech)
        if held and not endpointer.in_speech:
            yield start_s, b"".join(held)
            held = []
        elif len(held) * endpointer.frame_length > MAX_UTTERANCE_S:
            cut = _quietest(held)
            before, held = b"".join(held[:cut]), held[cut:]
            yield start_s, before
            start_s += _seconds(before)


def _frames(audio: Path, size: int) -> Iterator[tuple[bytes, bool]]:
    """Frames of `size` bytes, the last one shorter or not, and whether it is the last."""
    rest = b""
    for block in iter_pcm(audio):
        rest += block
        while len(rest) > size:
            frame, rest = rest[:size], rest[size:]
            yield frame, False
    if rest:
        yield rest, True


def _quietest(frames: Sequence[bytes]) -> int:
    """Place of the quietest frame of the second half: where a cut is least likely to go through a word."""
    half = len(frames) // 2
    loudness = [float(np.abs(np.frombuffer(frame, np.int16).astype(np.int32)).mean()) for frame in frames[half:]]
    return half + int(np.argmin(loudness))


def _seconds(pcm: bytes) -> float:
    return len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE


def _words(decoder: Any, start_s: float, pcm: bytes) -> tuple[Word, ...]:
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    found = decoder.seg() or ()  # none at all where nothing was understood
    return tuple(_word(one, start_s) for one in found if not FILLER.fullmatch(one.word))


def _word(found: Any, start_s: float) -> Word:
    """A word; its score is the posterior probability in the lattice, which PocketSphinx lets pass 1 by rounding."""
    return Word(
        VARIANT.sub("", found.word),
        start_s + found.start_frame / FRAMES_PER_S,
        start_s + (found.end_frame + 1) / FRAMES_PER_S,
        round(min(1.0, found.prob), 4),
    )


def _segment(words: tuple[Word, ...]) -> Segment:
    scores = [word.score or 0.0 for word in words]
    return Segment(
        start_s=words[0].start_s,
        end_s=words[-1].end_s,
        text=" ".join(word.text for word in words),
        source="asr",
        language="en",
        confidence=round(sum(scores) / len(scores), 4),
        words=words,
    )
