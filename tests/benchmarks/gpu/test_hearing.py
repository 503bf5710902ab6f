"""hearing: the command lines, and our side of it on a tiny model."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.gpu.hearing import hear, whisperx_command
from tests.support.models.tiny_speech import save_whisper


@pytest.mark.parametrize(("device", "number_format"), [("cuda", "float16"), ("cpu", "int8")])
def test_the_command_line_asks_for_the_device(device: str, number_format: str) -> None:
    command = whisperx_command(Path("talk.flac"), Path("model"), device, Path("out"))
    assert command[command.index("--device") + 1] == device
    assert command[command.index("--compute_type") + 1] == number_format


def test_our_side_hears_a_recording(tmp_path: Path, media: Path) -> None:
    save_whisper(tmp_path)
    assert hear(media / "audio" / "jfk.flac", tmp_path / "ctranslate2") > 0
