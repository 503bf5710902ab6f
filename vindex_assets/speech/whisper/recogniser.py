"""Speech recognition with WhisperX: voice activity detection, batched Whisper, word alignment.

sound -> windows of speech -> their languages -> text, decoded again where it is bad -> word times      -> sentences
         speech_windows.py    languages.py       decoding.py                            cross_attention.py
                                                                                        forced_alignment.py

Nothing leaves the machine and nothing is downloaded; `lazy_imports` sees to telemetry and to nltk's data file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.failures import Permanent
from vindex_assets.speech.pcm import read_samples
from vindex_assets.speech.segments import Progress, subsegment
from vindex_assets.speech.whisper.cpu_share import cpu_share
from vindex_assets.speech.whisper.forced_alignment import NotAligned, align_text
from vindex_assets.speech.whisper.level import is_silent, raise_level
from vindex_assets.speech.whisper.listener import HeardWindow, Listener
from vindex_assets.speech.whisper.loading import load_whisper
from vindex_assets.speech.whisper.speech_windows import SpeechWindow, find_speech
from vindex_search.common.text import SENTENCE_END
from vindex_search.models.batching import TooLittleMemory, batch_size_for, retry_with_smaller_batches
from vindex_search.models.cache import device
from vindex_search.passages.segments import Segment, Word

# On a CPU four windows were as fast as sixteen and take half a gigabyte less (measured with a model as large as small).
MAX_BATCH: Final = {"cuda": 16, "cpu": 4}
# Of half a minute of sound in the larger model: attention of its encoder and keys of its decoder for five beams, by
# their shapes some 300 MiB.
BYTES_PER_WINDOW: Final = 400 * 2**20

Samples = npt.NDArray[np.float32]


class WhisperXRecogniser:
    """Transcribes with a local Whisper; words are aligned by a model of the language, else by cross-attention.

    `notes` says which word times are of which kind where it is not the best.

    Args:
        model_dir: A Whisper model as CTranslate2 stores it.
        align_dirs: By ISO 639-1 code, a wav2vec2 model as transformers stores it.
    """

    name = "whisperx"

    def __init__(self, model_dir: Path, *, align_dirs: Mapping[str, Path]) -> None:
        self._model_dir = model_dir
        self._align_dirs = align_dirs
        self.notes: tuple[str, ...] = ()

    def transcribe(self, audio: Path, *, language: str | None, progress: Progress | None) -> list[Segment]:
        """Transcribe a file; returns its sentences in order.

        Raises:
            Permanent: the device's memory does not hold even one window of this sound.
        """
        sound = read_samples(audio)
        if is_silent(sound):
            return []
        sound = raise_level(sound)
        with cpu_share() as threads:
            heard = self._hear(sound, language, threads, progress)
            return [segment for each in heard for segment in self._segments(each, sound)]

    def _hear(self, sound: Samples, language: str | None, threads: int, progress: Progress | None) -> list[HeardWindow]:
        loaded = load_whisper(self._model_dir, threads=threads)
        windows = find_speech(loaded, sound)
        if not windows:
            return []
        return _hear_in_batches(Listener(loaded, sound, language=language), windows, progress)

    def _segments(self, heard: HeardWindow, sound: Samples) -> list[Segment]:
        """The sentences of a window."""
        words = self._forced(heard, sound) or _shifted(heard.words, heard.window.start_s)
        if not words:
            return []
        whole = Segment(
            start_s=words[0].start_s,
            end_s=words[-1].end_s,
            text=heard.decoded.text,
            source="asr",
            language=heard.language,
            confidence=round(min(1.0, math.exp(heard.decoded.log_probability)), 4),
            words=tuple(words),
        )
        return [subsegment(whole, sentence) for sentence in _sentences(words)]

    def _forced(self, heard: HeardWindow, sound: Samples) -> list[Word]:
        """The words as the language's alignment model places them; empty where there is none, or it fails."""
        folder = self._align_dirs.get(heard.language)
        if folder is None:
            self._add_note(f"no alignment model for language {heard.language!r}: words are timed by cross-attention")
            return []
        window = heard.window
        try:
            return align_text(heard.language, folder, heard.decoded.text, window.start_s, window.end_s, sound)
        except NotAligned:
            self._add_note("a window could not be aligned: its words are timed by cross-attention")
            return []

    def _add_note(self, note: str) -> None:
        if note not in self.notes:
            self.notes = (*self.notes, note)


def _hear_in_batches(
    listener: Listener, windows: Sequence[SpeechWindow], progress: Progress | None
) -> list[HeardWindow]:
    """What is heard in all windows, in batches as large as the memory allows."""

    def run(batch: int) -> list[HeardWindow]:
        heard: list[HeardWindow] = []
        for at in range(0, len(windows), batch):
            heard += listener.hear(windows[at : at + batch])
            if progress:
                progress(windows[min(at + batch, len(windows)) - 1].end_s)
        return heard

    try:
        return retry_with_smaller_batches(
            run, batch=batch_size_for(bytes_each=BYTES_PER_WINDOW, largest=MAX_BATCH[device()])
        )
    except TooLittleMemory as error:
        raise Permanent("the device's memory does not hold even one window of this audio") from error


def _shifted(words: Sequence[Word], offset_s: float) -> list[Word]:
    return [Word(word.text, word.start_s + offset_s, word.end_s + offset_s, word.score) for word in words]


def _sentences(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words up to each end of a sentence."""
    sentence: list[Word] = []
    for word in words:
        sentence.append(word)
        if SENTENCE_END.search(word.text):
            yield sentence
            sentence = []
    if sentence:
        yield sentence
