"""Resumable transcription: no sound is lost or transcribed twice, and a killed attempt is resumed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.support.concurrency.waiting import until
from tests.support.session.checkout import CHECKOUT
from vindex_assets.speech.pcm import SAMPLE_RATE, iter_pcm
from vindex_assets.speech.pocketsphinx import PocketSphinxRecogniser
from vindex_assets.speech.resumable import split_windows, transcribe_resumable
from vindex_search.passages.segments import Segment, from_row

Recording = Callable[[str], Path]
Heard = Callable[[str], list[Segment]]
SPOKEN, SPOKEN_S = "librivox_0870.wav", 7.1
WINDOW_S = 3.0
PATIENCE_S = 120


def ignore(_: float) -> None:
    """Progress that nobody watches."""


def save_nothing(_: float, __: Sequence[Segment]) -> None:
    """Nothing is kept."""


@pytest.mark.parametrize("length_s", [0.5, 3.0, 4.0, 600.0])
def test_windows_are_the_whole_sound_in_order(length_s: float, recording: Recording) -> None:
    found = list(split_windows(recording("jfk.flac"), window_s=length_s))
    complete = np.frombuffer(b"".join(iter_pcm(recording("jfk.flac"))), np.int16)
    assert (np.concatenate([window.samples for window in found]) == complete).all()
    assert all(len(window.samples) <= length_s * SAMPLE_RATE for window in found)
    assert [window.start_s for window in found[1:]] == pytest.approx([window.end_s for window in found[:-1]])


def test_a_window_ends_where_it_is_quiet(recording: Recording) -> None:
    """The speech of this recording never pauses at the fourth second, but shortly before."""
    first = next(split_windows(recording("librivox_0870.wav"), window_s=4.0))
    around = first.samples[-SAMPLE_RATE // 20 :].astype(np.int32)
    assert np.abs(around).mean() < np.abs(first.samples.astype(np.int32)).mean() / 2


def write_wav(path: Path, samples: npt.NDArray[np.int16]) -> Path:
    import wave

    with wave.open(str(path), "wb") as sink:
        sink.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        sink.writeframes(samples.tobytes())
    return path


@pytest.mark.parametrize(("quiet_s", "cut_s"), [(4.52, 4.55), (4.73, 4.75), (4.9, 4.95), (3.0, 4.55)])
def test_a_window_is_cut_in_the_middle_of_the_quietest_moment_of_its_last_tenth(
    quiet_s: float, cut_s: float, tmp_path: Path
) -> None:
    samples = np.full(9 * SAMPLE_RATE, 5000, np.int16)
    samples[round(quiet_s * SAMPLE_RATE) : round((quiet_s + 0.07) * SAMPLE_RATE)] = 0
    first, second = split_windows(write_wav(tmp_path / "sound.wav", samples), window_s=5.0)
    assert (first.start_s, first.end_s) == pytest.approx((0.0, cut_s))
    assert (second.start_s, second.end_s) == pytest.approx((cut_s, 9.0))


@pytest.mark.parametrize(("samples", "windows"), [(16_000, 1), (16_001, 2)])
def test_a_sound_as_long_as_a_window_is_one(samples: int, windows: int, tmp_path: Path) -> None:
    sound = write_wav(tmp_path / "sound.wav", np.full(samples, 5000, np.int16))
    assert len(list(split_windows(sound, window_s=1.0))) == windows


def test_no_sound_no_windows(tmp_path: Path) -> None:
    assert list(split_windows(write_wav(tmp_path / "none.wav", np.zeros(0, np.int16)))) == []


def test_one_window_is_what_the_recogniser_gives(recording: Recording, heard: Heard) -> None:
    sound = recording("librivox_0880.wav")
    found = transcribe_resumable(PocketSphinxRecogniser(), sound, save_progress=save_nothing, progress=ignore)
    assert found == heard("librivox_0880.wav")


@pytest.fixture(scope="module")
def in_windows(recording: Recording) -> tuple[list[Segment], list[float]]:
    """What is heard of a reader in windows of WINDOW_S, and the seconds reported meanwhile."""
    reported: list[float] = []
    segments = transcribe_resumable(
        PocketSphinxRecogniser(),
        recording(SPOKEN),
        save_progress=save_nothing,
        progress=reported.append,
        window_s=WINDOW_S,
    )
    return segments, reported


def test_times_are_those_of_the_whole_sound(in_windows: tuple[list[Segment], list[float]]) -> None:
    found, reported = in_windows
    assert found[-1].end_s > 2 * WINDOW_S
    assert [segment.start_s for segment in found] == sorted(segment.start_s for segment in found)
    for segment in found:
        assert segment.start_s == segment.words[0].start_s
        assert segment.end_s == segment.words[-1].end_s
    assert reported == sorted(reported)
    assert reported[-1] == pytest.approx(SPOKEN_S, abs=0.1)


# Hangs once its first window is saved.
PROGRAM = """
import json, sys, time
from dataclasses import asdict
from pathlib import Path
from vindex_assets.speech.pocketsphinx import PocketSphinxRecogniser
from vindex_assets.speech.resumable import transcribe_resumable

def save_progress(until_s, segments):
    kept = {"until_s": until_s, "segments": [asdict(segment) for segment in segments]}
    Path(sys.argv[2]).with_suffix(".new").write_text(json.dumps(kept))
    Path(sys.argv[2]).with_suffix(".new").rename(sys.argv[2])
    time.sleep(600)

transcribe_resumable(
    PocketSphinxRecogniser(),
    Path(sys.argv[1]),
    save_progress=save_progress,
    progress=lambda _: None,
    window_s=float(sys.argv[3]),
)
"""


def test_a_killed_transcription_is_resumed_after_its_last_window(
    recording: Recording, in_windows: tuple[list[Segment], list[float]], tmp_path: Path
) -> None:
    sound, progress_file = recording(SPOKEN), tmp_path / "heard.json"
    command = [sys.executable, "-c", PROGRAM, str(sound), str(progress_file), str(WINDOW_S)]
    with subprocess.Popen(command, cwd=CHECKOUT) as child:
        until(progress_file.exists, deadline_s=PATIENCE_S)
        child.send_signal(signal.SIGKILL)
    earlier = json.loads(progress_file.read_text(encoding="utf-8"))
    assert 0 < earlier["until_s"] < SPOKEN_S
    transcribed_until: list[float] = []
    resumed = transcribe_resumable(
        PocketSphinxRecogniser(),
        sound,
        previous_segments=[from_row(row) for row in earlier["segments"]],
        resume_from_s=earlier["until_s"],
        save_progress=lambda until_s, _: transcribed_until.append(until_s),
        progress=ignore,
        window_s=WINDOW_S,
    )
    assert [asdict(segment) for segment in resumed] == [asdict(segment) for segment in in_windows[0]]
    assert min(transcribed_until) > earlier["until_s"]
