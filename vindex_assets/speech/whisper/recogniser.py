"""Speech recognition with WhisperX: voice activity detection, batched Whisper, word alignment.

sound    -> windows of speech -> language of each -> text, decoded again where it is bad -> word times -> sentences
          speech_windows.py      languages.py        decoding.py           forced_alignment.py, cross_attention.py

Nothing leaves the machine and nothing is downloaded; `lazy_imports` sees to telemetry and to nltk's data file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.failures import Permanent
from vindex_assets.speech.pcm import read_samples
from vindex_assets.speech.segments import Progress, Segment, Word, subsegment
from vindex_assets.speech.whisper.cross_attention import align_words
from vindex_assets.speech.whisper.decoding import Decoded, decode, decode_again, is_bad, is_silence
from vindex_assets.speech.whisper.forced_alignment import NotAligned, align_text
from vindex_assets.speech.whisper.languages import main_language, window_languages
from vindex_assets.speech.whisper.loading import LoadedWhisper, load_whisper
from vindex_assets.speech.whisper.speech_windows import SpeechWindow, find_speech
from vindex_search.common.text import SENTENCE_END
from vindex_search.models.batching import TooLittleMemory, batch_size_for, retry_with_smaller_batches
from vindex_search.models.cache import device

# On a CPU four windows were as fast as sixteen and take half a gigabyte less (measured with a model as large as small).
MAX_BATCH: Final = {"cuda": 16, "cpu": 4}
# Of half a minute of sound in the larger model: attention of its encoder and keys of its decoder for five beams, by
# their shapes some 300 MiB.
BYTES_PER_WINDOW: Final = 400 * 2**20

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HeardWindow:
    """A window and what was heard in it, with word times from the window's beginning by cross-attention."""

    window: SpeechWindow
    language: str
    decoded: Decoded
    words: tuple[Word, ...]


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
        loaded = load_whisper(self._model_dir)
        windows = find_speech(loaded, sound) if len(sound) else []
        if not windows:
            return []
        spoken = language or main_language(loaded, windows, sound)
        listener = _Listener(loaded, sound, spoken, switches=language is None)
        heard = _heard_in_batches(listener, windows, progress)
        return [segment for each in heard for segment in self._segments(each, sound)]

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


def _heard_in_batches(
    listener: _Listener, windows: Sequence[SpeechWindow], progress: Progress | None
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


class _Listener:
    """Hears windows of one sound.

    Args:
        loaded: The model.
        sound: The whole sound.
        language: The language of the recording.
        switches: Whether a window may be in another language.
    """

    def __init__(self, loaded: LoadedWhisper, sound: Samples, language: str, *, switches: bool) -> None:
        self._loaded = loaded
        self._sound = sound
        self._language = language
        self._switches = switches

    def hear(self, windows: Sequence[SpeechWindow]) -> list[HeardWindow]:
        """What is said in some windows, in order; windows of silence are left out."""
        encoded = self._encode(windows)
        if not self._switches:
            return self._hear_language(windows, encoded, self._language)
        languages = window_languages(self._loaded, encoded, self._language)
        if len(set(languages)) == 1:
            return self._hear_language(windows, encoded, languages[0])
        return [
            heard
            for window, language in zip(windows, languages, strict=True)
            for heard in self._hear_language([window], self._encode([window]), language)
        ]

    def _hear_language(self, windows: Sequence[SpeechWindow], encoded: Any, language: str) -> list[HeardWindow]:
        tokenizer = _tokenizer(self._loaded, language)
        options = self._loaded.options
        decoded = decode(self._loaded, encoded, len(windows), tokenizer)
        final = [
            self._decode_again(window, tokenizer) if is_bad(each, options) and not is_silence(each, options) else each
            for window, each in zip(windows, decoded, strict=True)
        ]
        words = align_words(
            self._loaded,
            encoded,
            tokenizer,
            [each.tokens for each in final],
            [window.end_s - window.start_s for window in windows],
        )
        return [
            HeardWindow(window, language, each, tuple(timed))
            for window, each, timed in zip(windows, final, words, strict=True)
            if each.text and not is_silence(each, options)
        ]

    def _decode_again(self, window: SpeechWindow, tokenizer: Any) -> Decoded:
        return decode_again(self._loaded, self._encode([window]), tokenizer)

    def _encode(self, windows: Sequence[SpeechWindow]) -> Any:
        """The windows through Whisper's encoder, as one batch."""
        import torch
        from whisperx.audio import N_SAMPLES, log_mel_spectrogram

        mels = self._loaded.model.feat_kwargs.get("feature_size") or 80
        features = []
        for window in windows:
            samples = window.samples(self._sound)[:N_SAMPLES]
            features.append(log_mel_spectrogram(samples, n_mels=mels, padding=N_SAMPLES - len(samples)))
        return self._loaded.model.encode(torch.stack(features).numpy())


def _tokenizer(loaded: LoadedWhisper, language: str) -> Any:
    from faster_whisper.tokenizer import Tokenizer

    model = loaded.model
    return Tokenizer(model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language)


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
