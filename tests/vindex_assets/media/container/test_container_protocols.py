"""container: a file whose name reads like an address is opened as a file or not at all, never as the address."""

from __future__ import annotations

import base64
import contextlib
import shutil
import socket
import struct
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.media.clips import NO_MEDIA
from vindex_assets.failures import Permanent
from vindex_assets.media.container import open_container

SOUND = b"RIFF" + struct.pack("<I4s4sIHHIIHH4sI8x", 44, b"WAVE", b"fmt ", 16, 1, 1, 8000, 16_000, 2, 16, b"data", 8)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the sound of somebody else in it."""
    with wave.open(str(tmp_path / "other.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2000))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def named(name: str, folder: Path) -> Path:
    """A relative path, as FFmpeg gets it, to a file of that name which holds a sound of its own."""
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(SOUND)
    return Path(name)


@pytest.mark.parametrize(
    "name",
    [
        "concat:other.wav",
        "concatf:other.wav",
        "subfile,,start,0,end,2044,,:other.wav",
        "cache:other.wav",
        "async:other.wav",
        "data:audio/wav;base64," + base64.b64encode(SOUND).decode(),
    ],
    ids=lambda name: name.partition(":")[0].partition(",")[0],
)
def test_no_protocol_but_that_of_files_is_followed(name: str, folder: Path) -> None:
    with pytest.raises(Permanent, match=NO_MEDIA):
        open_container(named(name, folder))


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine, and who connected to it."""
    callers: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, caller = server.accept()
                    callers.append(caller)
                    connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        yield server.getsockname()[1], callers
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("protocol", ["http", "tcp", "ftp", "httpproxy"])
def test_no_server_is_asked(protocol: str, listener: tuple[int, list[object]], folder: Path) -> None:
    port, callers = listener
    with pytest.raises(Permanent, match=NO_MEDIA):
        open_container(named(f"{protocol}:/127.0.0.1:{port}/film.wav", folder))
    assert callers == []


def test_a_file_is_opened_by_its_absolute_path_whatever_it_is_called(media: Path, folder: Path) -> None:
    shutil.copy(media / "video" / "googlework_tiny.mp4", folder / "concat:other.wav")
    with open_container(folder / "concat:other.wav") as container:
        assert container.format.name.startswith("mov")
