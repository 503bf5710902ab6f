"""The real recordings as the recognisers get them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No address can be reached, nor even asked for."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def recording(media: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives a file of `media/audio` as 16 kHz mono FLAC."""
    folder = tmp_path_factory.mktemp("recordings")

    def convert(name: str) -> Path:
        made = folder / f"{Path(name).stem}.flac"
        if not made.exists():
            as_flac(media / "audio" / name, made)
        return made

    return convert


def as_flac(source: Path, target: Path, *, seconds: float = 60.0) -> None:
    """The first seconds of a sound file as `audio.flac` has them."""
    import av

    with av.open(str(source)) as read, av.open(str(target), "w", format="flac") as written:
        stream = written.add_stream("flac", rate=16_000, layout="mono")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=16_000)
        for frame in read.decode(audio=0):
            if frame.time is not None and frame.time >= seconds:
                break
            for plain in resampler.resample(frame):
                written.mux(stream.encode(plain))
        for plain in resampler.resample(None):
            written.mux(stream.encode(plain))
        written.mux(stream.encode(None))
