"""The fuzz run: 500 damaged copies of a film in every container, each indexed or refused with a reason, none fatal.

The first forty of each are tested at every change, the others with the slow tests.
"""

from __future__ import annotations

import faulthandler
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.media import child_tasks
from tests.support.media.clock.flv_tags import resumed
from tests.support.media.clock.numbered_films import encode_film, joined
from tests.support.media.fuzz import fuzz_program
from tests.support.media.fuzz.mutations import mutated
from tests.support.session.checkout import CHECKOUT
from vindex_assets.failures import Permanent
from vindex_search import sandbox

Program = subprocess.Popen[str]

COPIES: Final = (range(40), pytest.param(range(40, 500), marks=pytest.mark.slow))
SEED: Final = 2026
TIMEOUT_S: Final = 900
LENGTH_S: Final = 0.4  # of a film: ten pictures, three groups of them
SIZE: Final = 96, 80

# Typical codecs of each container; together they use most of the decoders.
CODECS: Final = {
    "mp4": ("libx264", "aac"),
    "mov": ("mjpeg", "pcm_s16le"),
    "mkv": ("libx265", "ac3"),
    "webm": ("libvpx-vp9", "libopus"),
    "ts": ("mpeg2video", "mp2"),
    "flv": ("flv", "libmp3lame"),
    "avi": ("mpeg4", "libmp3lame"),
    "mpg": ("mpeg1video", "mp2"),
}
QUIET: Final = {"libx265": {"x265-params": "log-level=none"}}
FAST_START: Final = {"movflags": "+faststart"}  # the index first, where most of the damage is done
FILE_OPTIONS: Final = {"mp4": FAST_START, "mov": FAST_START}

# Every verdict that a damaged copy may get. What the sandbox makes of crashes, hangs and memory is in `test_sandbox`.
EXPECTED_VERDICT: Final = re.compile(
    r"indexed|hung|too much memory"
    r"|crashed: SIG(SEGV|ABRT|BUS|FPE|ILL|SYS)"
    r"|Permanent: ("
    r"the file is empty"
    r"|the file is damaged or cut off: its index cannot be read"
    r"|the file is not a video or audio file that can be read"
    r"|the file has no video stream and no audio stream"
    r"|the file is in a video or audio format that cannot be decoded here"
    r"|nothing in the file can be decoded: it holds no frames"
    r"|the video stream holds no frame that can be decoded"
    r"|the audio stream holds no sound that can be decoded"
    r"|the video is \d+ s long; at most \d+ s are allowed \(VINDEX_MAX_DURATION_S\)"
    r"|the picture is \d+ x \d+, \d+ pixels; at most \d+ are allowed \(VINDEX_MAX_PIXELS\)"
    r"|the file is encrypted \(DRM\): nothing in it can be decoded without its key"
    r")"
)


def film(media: Path, folder: Path, suffix: str) -> Path:
    """The beginning of a real clip, small, in another container."""
    import av

    video, audio = CODECS[suffix]
    target = folder / f"film.{suffix}"
    with (
        av.open(str(media / "video" / "grid_bbaf2n.mpg")) as source,
        av.open(str(target), "w", options={"fflags": "+bitexact", **FILE_OPTIONS.get(suffix, {})}) as sink,
    ):
        picture: Any = sink.add_stream(video, rate=25, options=QUIET.get(video, {}))
        picture.width, picture.height, picture.gop_size = *SIZE, 4
        picture.pix_fmt = "yuvj420p" if video == "mjpeg" else "yuv420p"
        sound: Any = sink.add_stream(audio, rate=48_000 if audio == "libopus" else 44_100)
        for number, frame in enumerate(_beginning(source, "video")):
            small = frame.reformat(*SIZE, format=picture.pix_fmt)
            small.pts, small.time_base = number, 1 / picture.codec_context.framerate
            sink.mux(picture.encode(small))
        sink.mux(picture.encode(None))
        source.seek(0)
        for frame in _beginning(source, "audio"):
            sink.mux(sound.encode(frame))
        sink.mux(sound.encode(None))
    return target


def _beginning(source: Any, kind: str) -> list[Any]:
    frames: list[Any] = []
    for frame in source.decode(**{kind: 0}):
        if frames and frame.time - frames[0].time >= LENGTH_S:
            break
        frames.append(frame)
    return frames


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    """The program that damages and indexes, started once: its imports take as long as thirty copies."""
    command = [sys.executable, "-m", "tests.support.media.fuzz.fuzz_program"]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as started:
        yield started
        started.communicate()
    assert started.returncode == 0, "the program itself failed"


def fuzzed(program: Program, file: Path, copies: range) -> list[dict[str, Any]]:
    """Verdicts of the program on a file and on its damaged copies; the program itself must not fail."""
    assert program.stdin is not None
    assert program.stdout is not None
    print(json.dumps([str(file), copies.start, copies.stop, SEED]), file=program.stdin, flush=True)
    answers = list(islice(program.stdout, len(copies) + 1))
    assert len(answers) == len(copies) + 1, "the program ended before its work was done"
    return [json.loads(answer) for answer in answers]


@pytest.mark.timeout(TIMEOUT_S)
@pytest.mark.parametrize("copies", COPIES, ids=str)
@pytest.mark.parametrize("suffix", CODECS)
def test_every_damaged_copy_has_a_named_verdict(
    suffix: str, copies: range, program: Program, media: Path, tmp_path: Path
) -> None:
    found = fuzzed(program, film(media, tmp_path, suffix), copies)
    print(table(suffix, found))
    assert [one["number"] for one in found] == [-1, *copies]
    assert found[0]["verdict"] == "indexed", "the film as it was"
    unnamed = [one for one in found if not EXPECTED_VERDICT.fullmatch(one["verdict"])]
    assert not unnamed, f"of film.{suffix}, seed {SEED}"


JOINED: Final[dict[str, dict[str, Any]]] = {
    "ts": {"container": "mpegts"},
    "mpg": {"video": "mpeg2video", "audio": "mp2", "container": "mpeg"},
    "flv": {"video": "flv", "audio": "libmp3lame", "container": "flv"},
    "mkv": {"container": "matroska"},
    "mp4": {"container": "mp4", "options": {"movflags": "frag_keyframe+empty_moov+default_base_moof"}},
}
JOINED_COPIES: Final = (range(4), pytest.param(range(4, 120), marks=pytest.mark.slow))


@pytest.mark.timeout(TIMEOUT_S)
@pytest.mark.parametrize("copies", JOINED_COPIES, ids=str)
@pytest.mark.parametrize("suffix", JOINED)
def test_of_damaged_films_of_two_parts_nothing_is_lost_without_a_note(
    suffix: str, copies: range, program: Program, tmp_path: Path
) -> None:
    """The program checks the invariant (`coverage_invariant`) on every copy."""
    parts = [
        encode_film(tmp_path / f"part{level}", level=level, seconds=seconds, **JOINED[suffix])
        for level, seconds in ((60, 2.0), (180, 3.0))
    ]
    whole = (resumed if suffix == "flv" else joined)(tmp_path / f"film.{suffix}", parts)
    found = fuzzed(program, whole, copies)
    assert found[0]["verdict"] == "indexed", "the film as it was"
    unnamed = [one for one in found if not EXPECTED_VERDICT.fullmatch(one["verdict"])]
    assert not unnamed, f"of film.{suffix}, seed {SEED}"


def table(suffix: str, found: list[dict[str, Any]]) -> str:
    """How often each verdict was given, most frequent first; sizes and lengths in it as N."""
    counts = Counter(re.sub(r"\d+", "N", one["verdict"]) for one in found if one["number"] >= 0)
    return "\n".join([f"\n{suffix}", *(f"{count:5}  {verdict}" for verdict, count in counts.most_common())])


def test_the_sandbox_agrees_on_three_copies_that_are_refused(program: Program, media: Path, tmp_path: Path) -> None:
    whole = film(media, tmp_path, "mp4")
    wrong = [one for one in fuzzed(program, whole, range(30)) if one["verdict"].startswith("Permanent")][:3]
    assert len(wrong) == 3
    for one in wrong:
        copy = tmp_path / f"{one['number']}.mp4"
        copy.write_bytes(mutated(whole.read_bytes(), seed=SEED, number=one["number"]))
        arguments, deadline_s = (str(copy), str(tmp_path)), fuzz_program.DEADLINE_S
        with pytest.raises(Permanent) as failure:
            sandbox.run_sandboxed(
                fuzz_program.index, *arguments, deadline_s=deadline_s, readable=[copy], writable=tmp_path
            )
        assert f"Permanent: {failure.value.reason}" == one["verdict"]


def test_a_fork_that_crashes_is_reported() -> None:
    assert fuzz_program.run_in_fork(_crash) == {"verdict": "crashed: SIGSEGV"}


def test_a_fork_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz_program, "DEADLINE_S", 1)
    monkeypatch.setattr(fuzz_program, "MEMORY_LIMIT", sys.maxsize)  # the fork begins with all that this process holds
    assert fuzz_program.run_in_fork(lambda: child_tasks.hang(_ignored)) == {"verdict": "hung"}
    assert fuzz_program.run_in_fork(lambda: child_tasks.busy(_ignored)) == {"verdict": "hung"}


def test_a_fork_that_takes_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz_program, "MEMORY_LIMIT", 1 << 20)
    assert fuzz_program.run_in_fork(lambda: child_tasks.hang(_ignored)) == {"verdict": "too much memory"}


def test_an_unexpected_error_is_a_verdict_of_its_own(tmp_path: Path) -> None:
    found = fuzz_program.verdict_of(tmp_path / "absent.mp4", tmp_path)
    assert found["verdict"] == "unexpected FileNotFoundError"
    assert "probe.py" in found["where"]
    assert not EXPECTED_VERDICT.fullmatch(found["verdict"])


def test_copies_differ_and_can_be_made_again() -> None:
    data = bytes(range(256)) * 64
    copies = [mutated(data, seed=1, number=number) for number in range(200)]
    assert copies == [mutated(data, seed=1, number=number) for number in range(200)]
    assert len(set(copies) - {data}) > 190


def _crash() -> dict[str, Any]:
    faulthandler.disable()  # pytest's; the trace is no news
    return child_tasks.crash(_ignored)


def _ignored(_: float) -> None:
    pass
