"""Speech recognition with PocketSphinx: English alone, its model inside the package, no network, no GPU."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vindex_assets.speech.pcm import BYTES_PER_SAMPLE, SAMPLE_RATE, iter_pcm
from vindex_assets.speech.segments import Progress
from vindex_search.passages.segments import Segment, Word

if TYPE_CHECKING:
    from pocketsphinx import Decoder

FRAMES_PER_S: Final = 100  # clock of the decoder's word times
MAX_UTTERANCE_S: Final = 30.0  # a speaker who never pauses must not fill the memory
FILLER: Final = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")  # <sil>, [NOISE], ++BREATH++: no words
VARIANT: Final = re.compile(r"\(\d+\)$")  # read(2): the second pronunciation of "read"
LANGUAGES: Final = (None, "en")


class PocketSphinxRecogniser:
    """Decodes utterances between pauses one after the other; memory is that of the longest."""

    name = "pocketsphinx"
    notes: tuple[str, ...] = ()

    def transcribe(self, audio: Path, *, language: str | None, progress: Progress | None) -> list[Segment]:
        """Transcribe a file; returns a segment per utterance with words.

        Raises:
            ValueError: the language is another than English.
        """
        if language not in LANGUAGES:
            raise ValueError(f"PocketSphinx has no model for language {language!r}; allowed is en, or no language")
        decoder = _new_decoder()
        segments: list[Segment] = []
        for start_s, pcm in split_utterances(audio):
            words = _decode(decoder, start_s, pcm)
            if words:
                segments.append(_segment(words))
            if progress:
                progress(start_s + _duration_s(pcm))
        return segments


def _new_decoder() -> Decoder:
    """A new decoder, in 0.4 s: a used one has adapted to what it decoded, and gives other words."""
    from pocketsphinx import Decoder

    return Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")


def split_utterances(audio: Path) -> Iterator[tuple[float, bytes]]:
    """Start in seconds and 16 bit samples of each stretch of speech, none longer than MAX_UTTERANCE_S.

    PocketSphinx's own `Segmenter` is not used: it drops the last utterance of a file of whole frames.
    """
    from pocketsphinx import Endpointer

    endpointer = Endpointer(sample_rate=SAMPLE_RATE)
    buffer: list[bytes] = []
    start_s = 0.0
    for frame, is_last in _iter_frames(audio, endpointer.frame_bytes):
        speech = endpointer.end_stream(frame) if is_last else endpointer.process(frame)
        if speech:
            start_s = start_s if buffer else float(endpointer.speech_start)
            buffer.append(speech)
        if buffer and not endpointer.in_speech:
            yield start_s, b"".join(buffer)
            buffer = []
        elif len(buffer) * endpointer.frame_length > MAX_UTTERANCE_S:
            cut = _quietest_frame(buffer)
            before, buffer = b"".join(buffer[:cut]), buffer[cut:]
            yield start_s, before
            start_s += _duration_s(before)


def _iter_frames(audio: Path, size: int) -> Iterator[tuple[bytes, bool]]:
    """Frames of `size` bytes, and whether each is the last, which may be shorter."""
    rest = b""
    for block in iter_pcm(audio):
        rest += block
        while len(rest) > size:
            frame, rest = rest[:size], rest[size:]
            yield frame, False
    if rest:
        yield rest, True


def _quietest_frame(frames: Sequence[bytes]) -> int:
    """Index of the quietest frame of the second half, where a cut is least likely to go through a word."""
    half = len(frames) // 2
    loudness = [float(np.abs(np.frombuffer(frame, np.int16).astype(np.int32)).mean()) for frame in frames[half:]]
    return half + int(np.argmin(loudness))


def _duration_s(pcm: bytes) -> float:
    return len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE


def _decode(decoder: Any, start_s: float, pcm: bytes) -> tuple[Word, ...]:
    """The words of an utterance that begins at `start_s`."""
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    decoded = decoder.seg() or ()  # None where no word was recognised
    return tuple(_word(each, start_s) for each in decoded if not FILLER.fullmatch(each.word))


def _word(decoded: Any, start_s: float) -> Word:
    """A word; its score is the posterior probability in the lattice, which exceeds 1 by PocketSphinx's rounding."""
    return Word(
        text=VARIANT.sub("", decoded.word),
        start_s=start_s + decoded.start_frame / FRAMES_PER_S,
        end_s=start_s + (decoded.end_frame + 1) / FRAMES_PER_S,
        score=round(min(1.0, decoded.prob), 4),
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
