"""Memory and time of transcribing long audio with WhisperX, by length.

`python -m benchmarks.listening` prints Markdown. The audio is real speech in a loop; the Whisper model is random with
one layer, so that what grows with the length is visible: the audio, voice activity detection, the segments.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.support.models.tiny_speech import LANGUAGES, save_aligner, save_whisper

MEDIA: Final = Path(__file__).resolve().parents[2] / "shared" / "media"
SPEECH: Final = MEDIA / "video" / "derived_lecture_dev.mp4"
MINUTES: Final = (1, 10, 30, 120)
KIB_PER_MIB: Final = 1024


def loop_speech(folder: Path, minutes: int) -> Path:
    """The speech in a loop, in the format of `audio.flac`."""
    made = folder / f"{minutes}.flac"
    sound = ("-t", str(minutes * 60), "-vn", "-ar", "16000", "-ac", "1", str(made))
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", str(SPEECH), *sound], check=True)
    return made


def measure(models: Path, sound: Path) -> str:
    """Seconds, peak memory of this process in MiB, and number of segments, as cells of a table."""
    from vindex_assets.speech.hallucination_filter import drop_hallucinations, measure_loudness
    from vindex_assets.speech.resumable import transcribe_resumable
    from vindex_assets.speech.whisper.recogniser import WhisperXRecogniser

    chosen = WhisperXRecogniser(models / "ctranslate2", align_dirs=dict.fromkeys(LANGUAGES, models / "aligner"))
    began = time.perf_counter()
    segments = transcribe_resumable(chosen, sound, save_progress=lambda *_: None, progress=lambda _: None)
    drop_hallucinations(segments, measure_loudness(sound))
    took = time.perf_counter() - began
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MIB
    return f"{took:.0f} | {peak_mib:.0f} | {len(segments)}"


def main() -> None:
    """Measure each length in a process of its own."""
    if sys.argv[1:2] == ["--measure"]:
        print(measure(Path(sys.argv[2]), Path(sys.argv[3])))
        return
    print("| minutes | seconds | peak MiB | segments |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_whisper(folder)
        save_aligner(folder / "aligner")
        for minutes in MINUTES:
            command = [sys.executable, "-m", "benchmarks.listening", "--measure"]
            arguments = [str(folder), str(loop_speech(folder, minutes))]
            done = subprocess.run([*command, *arguments], check=True, capture_output=True, text=True)
            print(f"| {minutes} | {done.stdout.strip()} |", flush=True)


if __name__ == "__main__":
    main()
