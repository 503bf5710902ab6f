"""What goes wrong in the field, on the real Whisper base: invented text, loops, wrong languages, quiet recordings."""

from __future__ import annotations

import re
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.media.audio.recordings import write_flac
from tests.support.media.audio.sounds import RATE, SPEECHLESS, Samples, mixed, scaled
from vindex_assets.speech.hallucination_filter import MAX_REPEATS, drop_hallucinations, measure_loudness
from vindex_assets.speech.pcm import read_samples
from vindex_assets.speech.whisper.recogniser import WhisperXRecogniser
from vindex_search.passages.segments import Segment

JFK = "ask not what your country can do for you ask what you can do for your country"
GERMAN = "jeden der diese software und die dazugehörigen dokumentationsdateien erhält"
ENGLISH = "permission is hereby granted free of charge to any person obtaining a copy of this software"
PAUSE_S = 0.4  # before somebody speaks in another language

QUICK = {"silence", "pink noise", "warble"}

Heard = Callable[[Samples], list[Segment]]


def slow(value: object) -> Any:
    """A parameter of the slow group."""
    return pytest.param(value, marks=pytest.mark.slow)


@pytest.fixture
def heard(tmp_path: Path, whisper_base: WhisperXRecogniser) -> Heard:
    """Transcribes samples as the asset does."""

    def transcribe(samples: Samples) -> list[Segment]:
        with wave.open(str(tmp_path / "sound.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(np.round(samples * 32767).astype(np.int16).tobytes())
        segments = whisper_base.transcribe(tmp_path / "sound.wav", language=None, progress=None)
        return list(drop_hallucinations(segments, measure_loudness(tmp_path / "sound.wav")).segments)

    return transcribe


@pytest.fixture
def sound(tmp_path: Path, media: Path) -> Callable[[str], Samples]:
    """The samples of a file of the media folder."""

    def samples(name: str) -> Samples:
        write_flac(media / name, tmp_path / "source.flac", seconds=600.0)
        return read_samples(tmp_path / "source.flac")

    return samples


def cut(samples: Samples, start_s: float, end_s: float) -> Samples:
    return samples[round(start_s * RATE) : round(end_s * RATE)]


def text_of(segments: list[Segment], language: str | None = None) -> str:
    """Words alone, in lower case; those of one language."""
    spoken = " ".join(segment.text for segment in segments if language in {None, segment.language})
    return " ".join(re.findall(r"\w+", spoken.lower()))


@pytest.mark.parametrize("name", [name if name in QUICK else slow(name) for name in SPEECHLESS])
def test_where_nobody_speaks_nothing_is_heard(heard: Heard, name: str) -> None:
    assert text_of(heard(SPEECHLESS[name](20.0))) == ""


@pytest.mark.parametrize(
    "name", [slow(name) for name in ("bbb_0_30_vp8.webm", "chaplin.mp4", "elf.mp4", "exo_vfr_london_360p.mp4")]
)
def test_music_and_the_street_say_nothing(heard: Heard, sound: Callable[[str], Samples], name: str) -> None:
    assert text_of(heard(sound(f"video/{name}"))) == ""


@pytest.mark.parametrize("peak_db", [-47.0, slow(-60.0)])
def test_a_very_quiet_recording_is_heard_whole(heard: Heard, sound: Callable[[str], Samples], peak_db: float) -> None:
    quiet = scaled(sound("audio/jfk.flac"), 10 ** (peak_db / 20))
    assert JFK in text_of(heard(quiet))


def test_speech_under_music_is_heard(heard: Heard, sound: Callable[[str], Samples]) -> None:
    speech, music = sound("audio/jfk.flac"), cut(sound("video/bbb_0_30_vp8.webm"), 2.0, 20.0)
    assert JFK in text_of(heard(mixed(speech, music, snr_db=10.0)))


@pytest.mark.slow
def test_the_language_is_that_of_the_speech_after_long_music(heard: Heard, sound: Callable[[str], Samples]) -> None:
    music, german = SPEECHLESS["melody"](40.0), cut(sound("audio/multilingual_en_de.mp3"), 31.0, 41.0)
    segments = heard(np.concatenate([music, german]))
    assert {segment.language for segment in segments} == {"de"}
    assert GERMAN in text_of(segments)
    assert segments[0].start_s == pytest.approx(40.0, abs=0.5)


@pytest.mark.slow
@pytest.mark.parametrize("order", ["en de", "de en", "en de en"])
def test_a_language_that_changes_within_half_a_minute_is_followed(
    heard: Heard, sound: Callable[[str], Samples], order: str
) -> None:
    both, pause = sound("audio/multilingual_en_de.mp3"), np.zeros(round(PAUSE_S * RATE), np.float32)
    spoken = {"en": [cut(both, 0.0, 7.0), pause], "de": [cut(both, 31.0, 39.0), pause]}
    segments = heard(np.concatenate([one for language in order.split() for one in spoken[language]]))
    assert ENGLISH in text_of(segments, "en")
    assert GERMAN in text_of(segments, "de")
    assert {segment.language for segment in segments} == {"en", "de"}


@pytest.mark.slow
def test_an_accent_is_no_language(heard: Heard, sound: Callable[[str], Samples]) -> None:
    segments = heard(cut(sound("video/derived_lecture_dev.mp4"), 20.0, 75.0))
    assert {segment.language for segment in segments} == {"en"}


@pytest.mark.slow
def test_a_song_does_not_loop_and_stays_inside_its_time(heard: Heard, sound: Callable[[str], Samples]) -> None:
    song = sound("audio/song_paulallen.mp3")
    segments = heard(song)
    assert "work every bit as hard" in text_of(segments)
    loop = rf"\b(\w+(?: \w+){{0,11}})(?: \1){{{MAX_REPEATS},}}\b"
    assert re.search(loop, text_of(segments)) is None
    assert all(0.0 <= segment.start_s <= segment.end_s <= len(song) / RATE for segment in segments)


@pytest.mark.slow
def test_nothing_is_repeated_or_lost_where_windows_meet(heard: Heard, sound: Callable[[str], Samples]) -> None:
    segments = heard(sound("video/derived_lecture_dev.mp4"))
    starts = [segment.start_s for segment in segments]
    assert starts == sorted(starts)
    text = text_of(segments)
    for once in ("if i let it fall then that will be converted", "i have here a pendulum", "my life on the line"):
        assert text.count(once) == 1
