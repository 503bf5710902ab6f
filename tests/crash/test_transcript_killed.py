"""A transcription is killed and started again: it resumes at the last window, and the table is the same."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.support.concurrency.waiting import until
from tests.support.library.home import Home, open_home
from tests.support.media.audio.recordings import write_flac
from tests.support.media.films import backdated
from tests.support.session.checkout import CHECKOUT
from vindex_assets.assets.transcript_sources import TranscriptProgress
from vindex_assets.speech.resumable import split_windows
from vindex_search.contract.artefacts import TRANSCRIPT

TIMEOUT_S = 240
WINDOW_S = 4.0
# Windows of four seconds instead of ten minutes, each logged as it starts; with "hang" the second one never ends.
PROGRAM = """
import sys, time
from vindex_assets.speech import resumable

log, hang, sys.argv = sys.argv[1], sys.argv[2] == "hang", ["vindex", "ingest", sys.argv[3]]
resumable.transcribe_resumable.__kwdefaults__["window_s"] = 4.0
transcribe_window = resumable._transcribe_window

def logged(recogniser, window, progress):
    with open(log, "a") as file:
        print(window.start_s, file=file)
    if hang and window.start_s > 0:
        time.sleep(600)
    return transcribe_window(recogniser, window, progress)

resumable._transcribe_window = logged
from vindex_assets.cli import main
main()
"""


@pytest.fixture(params=["offline", "standard"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    """Settings of the recogniser that is killed: Whisper base, or WhisperX with tiny random models."""
    if request.param == "offline":
        return {}
    folder = request.getfixturevalue("standard_models")
    return {"VINDEX_MODELS": "standard", "VINDEX_MODELS_DIR": str(folder), "HF_HUB_OFFLINE": "1"}


def start_ingest(home: Home, environment: dict[str, str], upload: Path, *, hang: bool) -> subprocess.Popen[str]:
    arguments = [str(home.path / "begun.log"), "hang" if hang else "", str(upload)]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=CHECKOUT,
        env={**home.environment, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def started_windows(home: Home) -> list[float]:
    """The start seconds of the transcribed windows, in order."""
    log = home.path / "begun.log"
    return [float(line) for line in log.read_text(encoding="utf-8").split()] if log.exists() else []


def finish(process: subprocess.Popen[str]) -> None:
    output = process.communicate(timeout=TIMEOUT_S)[0]
    assert process.returncode == 0, output


def kill_in_the_second_window(home: Home, process: subprocess.Popen[str]) -> None:
    until(lambda: process.poll() is not None or len(started_windows(home)) >= 2, deadline_s=TIMEOUT_S)
    assert process.poll() is None, process.communicate()[0]
    children = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert psutil.wait_procs(children, timeout=20)[1] == []


@pytest.mark.slow  # `test_resumable` kills one window at every change
def test_a_killed_transcription_resumes_and_ends_in_the_same_table(
    environment: dict[str, str], media: Path, tmp_path: Path
) -> None:
    """The same speech in another file, which comes after the kill and is transcribed at one go, has the same table."""
    upload, speech = tmp_path / "in" / "killed.flac", media / "audio" / "jfk.flac"
    upload.parent.mkdir()
    backdated(Path(shutil.copy(speech, upload)))
    windows = [window.start_s for window in split_windows(speech, window_s=WINDOW_S)]
    assert len(windows) >= 3
    with open_home(tmp_path / "home") as home:
        store = home.library.store
        kill_in_the_second_window(home, start_ingest(home, environment, upload.parent, hang=True))
        (killed,) = store.video_ids()
        assert store.read_record(killed, TranscriptProgress)
        assert started_windows(home) == windows[:2]
        whole = upload.with_name("whole.flac")
        write_flac(speech, whole)
        backdated(whole)
        finish(start_ingest(home, environment, upload.parent, hang=False))
        assert sorted(started_windows(home)[2:]) == sorted([*windows[1:], *windows]), "no window is transcribed again"
        (other,) = set(store.video_ids()) - {killed}
        expected = store.read_table(other, TRANSCRIPT)
        assert not expected.is_empty()
        assert store.read_table(killed, TRANSCRIPT).equals(expected)
        assert store.read_record(killed, TranscriptProgress) is None
