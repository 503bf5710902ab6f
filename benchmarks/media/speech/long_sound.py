"""Memory and time of transcribing long sound with the offline set, by length.

`python -m benchmarks.media.speech.long_sound [MINUTES ...]` prints Markdown. The sound is a lecture in a loop.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.media.speech.contestants import vindex
from benchmarks.media.speech.references import MEDIA
from vindex_assets.speech.factory import open_recogniser
from vindex_search.models.catalogue import model_set
from vindex_search.models.weights import WeightsLocator

SPEECH: Final = MEDIA / "video" / "derived_lecture_dev.mp4"
MINUTES: Final = (10, 60, 180)
KIB_PER_MIB: Final = 1024


def loop_speech(folder: Path, minutes: int) -> Path:
    """The speech in a loop, in the format of `audio.flac`."""
    made = folder / f"{minutes}.flac"
    sound = ("-t", str(minutes * 60), "-vn", "-ar", "16000", "-ac", "1", str(made))
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", str(SPEECH), *sound], check=True)
    return made


def measure(sound: Path) -> str:
    """Seconds, peak memory of this process in MiB, and number of segments, as cells of a table."""
    transcribe = vindex(open_recogniser(model_set("offline"), WeightsLocator()))
    began = time.perf_counter()
    segments = transcribe(sound)
    took = time.perf_counter() - began
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MIB
    return f"{took:.0f} | {peak_mib:.0f} | {len(segments)}"


def main() -> None:
    """Measure each length in a process of its own."""
    if sys.argv[1:2] == ["--measure"]:
        print(measure(Path(sys.argv[2])))
        return
    print("| minutes | seconds | peak MiB | segments |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for minutes in map(int, sys.argv[1:] or MINUTES):
            command = [sys.executable, "-m", "benchmarks.media.speech.long_sound", "--measure"]
            sound = str(loop_speech(Path(folder), minutes))
            done = subprocess.run([*command, sound], capture_output=True, check=True, text=True)
            print(f"| {minutes} | {done.stdout.strip()} |", flush=True)


if __name__ == "__main__":
    main()
