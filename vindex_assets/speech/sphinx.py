"""PocketSphinx, the recogniser of the offline set: English, its model inside its package, no network, no GPU."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.speech.base import Progress, Segment, Word

if TYPE_CHECKING:
    from pocketsphinx import Decoder

RATE: Final = 16_000
FRAMES_PER_S: Final = 100  # of the decoder's own clock
FILLER: Final = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")
VARIANT: Final = re.compile(r"\(\d+\)$")  # read(2): the second way to pronounce it
LANGUAGES: Final = (None, "en")


class SphinxRecogniser:
    """Utterances between pauses, decoded one after the other; memory is that of the longest."""

    name = "pocketsphinx"

    def transcribe(self, audio: Path, *, language: str | None, progress: Progress | None) -> list[Segment]:
        """What is said, in order.

        Raises:
            ValueError: a language other than English is asked for.
        """
        if language not in LANGUAGES:
            raise ValueError(f"PocketSphinx has no model for language {language!r}; allowed: en, or none given")
        segments: list[Segment] = []
        for start_s, pcm in _utterances(audio):
            words = _words(_decoder(), start_s, pcm)
            if words:
                segments.append(_segment(words))
            if progress:
                progress(start_s + len(pcm) / 2 / RATE)
        return segments


@cache
def _decoder() -> Decoder:
    from pocketsphinx import Decoder

    return Decoder(samprate=RATE, loglevel="FATAL")


def _utterances(audio: Path) -> Iterator[tuple[float, bytes]]:
    """Start in seconds and samples (16 bit) of each stretch of speech, found by voice activity."""
    from pocketsphinx import Segmenter

    for found in Segmenter(sample_rate=RATE).segment(_Samples(audio)):
        yield float(found.start_time), found.pcm


class _Samples:
    """A file that is read as 16-bit samples, block by block, as the segmenter wants it."""

    def __init__(self, audio: Path) -> None:
        self._blocks = _decoded(audio)
        self._rest = b""

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end."""
        while len(self._rest) < size:
            block = next(self._blocks, None)
            if block is None:
                break
            self._rest += block
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def _decoded(audio: Path) -> Iterator[bytes]:
    import av

    with av.open(str(audio)) as container:
        for frame in container.decode(audio=0):
            yield frame.to_ndarray().tobytes()


def _words(decoder: Any, start_s: float, pcm: bytes) -> tuple[Word, ...]:
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    return tuple(_word(found, start_s) for found in decoder.seg() if not FILLER.fullmatch(found.word))


def _word(found: Any, start_s: float) -> Word:
    ends = (found.end_frame + 1) / FRAMES_PER_S
    score = min(1.0, math.exp(min(0.0, found.prob)))
    return Word(
        VARIANT.sub("", found.word), start_s + found.start_frame / FRAMES_PER_S, start_s + ends, round(score, 4)
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
