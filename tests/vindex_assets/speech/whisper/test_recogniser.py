"""WhisperX's own loading, voice activity and alignment, on random models of a few kilobytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from vindex_assets.failures import Permanent
from vindex_assets.speech.segments import normalize_segments
from vindex_assets.speech.whisper import listener
from vindex_assets.speech.whisper import recogniser as module
from vindex_assets.speech.whisper.decoding import decode
from vindex_assets.speech.whisper.forced_alignment import NotAligned
from vindex_assets.speech.whisper.recogniser import WhisperXRecogniser
from vindex_search.passages.segments import Segment, Word

Recording = Callable[[str], Path]


def recogniser(tiny: Path, *languages: str) -> WhisperXRecogniser:
    return WhisperXRecogniser(tiny / "ctranslate2", align_dirs=dict.fromkeys(languages, tiny / "aligner"))


def words_of(segments: list[Segment]) -> list[Word]:
    return [word for segment in segments for word in segment.words]


@pytest.mark.usefixtures("no_network")
def test_words_are_aligned_inside_the_sound_without_a_network(tiny: Path, recording: Recording) -> None:
    chosen = recogniser(tiny, "en")
    segments = chosen.transcribe(recording("jfk.flac"), language="en", progress=None)
    made = normalize_segments(segments, duration_s=11.0)
    assert words_of(segments)
    assert words_of(made) == words_of(segments)  # in order and inside the sound as they came
    assert all(word.score is not None for word in words_of(segments))
    assert chosen.notes == ()


def test_without_an_alignment_model_words_are_timed_by_cross_attention(tiny: Path, recording: Recording) -> None:
    chosen = recogniser(tiny, "de")
    segments = chosen.transcribe(recording("jfk.flac"), language="en", progress=None)
    assert words_of(segments)
    assert all(word.score is not None for word in words_of(segments))
    assert words_of(normalize_segments(segments, duration_s=11.0)) == words_of(segments)
    assert chosen.notes == ("no alignment model for language 'en': words are timed by cross-attention",)


def test_the_language_is_found_where_none_is_given(tiny: Path, recording: Recording) -> None:
    segments = recogniser(tiny).transcribe(recording("jfk.flac"), language=None, progress=None)
    assert {segment.language for segment in segments} <= {"en", "de", "ja"}
    assert segments


def test_silence_has_no_segments(tiny: Path, recording: Recording) -> None:
    assert recogniser(tiny, "en").transcribe(recording("silence.wav"), language=None, progress=None) == []


def test_text_that_cannot_be_aligned_keeps_its_words(
    tiny: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise NotAligned("the model placed no word")

    by_attention = recogniser(tiny).transcribe(recording("jfk.flac"), language="en", progress=None)
    monkeypatch.setattr(module, "align_text", fail)
    chosen = recogniser(tiny, "en")
    assert chosen.transcribe(recording("jfk.flac"), language="en", progress=None) == by_attention
    assert chosen.notes == ("a window could not be aligned: its words are timed by cross-attention",)


def test_progress_goes_forwards_to_the_end(tiny: Path, recording: Recording) -> None:
    reported: list[float] = []
    recogniser(tiny).transcribe(recording("two_speakers_sample.wav"), language="en", progress=reported.append)
    assert reported == sorted(reported)
    assert reported[-1] == pytest.approx(30.0, abs=1.0)


def test_a_batch_too_large_for_the_memory_is_halved(
    tiny: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    real = decode

    def short_of_memory(loaded: Any, encoded: Any, count: int, tokenizer: Any) -> Any:
        tried.append(count)
        if count > 1:
            raise RuntimeError("CUDA failed with error out of memory")
        return real(loaded, encoded, count, tokenizer)

    monkeypatch.setattr(listener, "decode", short_of_memory)
    assert recogniser(tiny).transcribe(recording("multilingual_en_de.mp3"), language="en", progress=None)
    assert tried[0] > 1
    assert tried[-1] == 1


def test_a_device_too_small_for_one_window_is_permanent(
    tiny: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(*_: Any, **__: Any) -> NoReturn:
        raise RuntimeError("CUDA failed with error out of memory")

    monkeypatch.setattr(listener, "decode", no_memory)
    with pytest.raises(Permanent, match="memory"):
        recogniser(tiny).transcribe(recording("jfk.flac"), language="en", progress=None)
