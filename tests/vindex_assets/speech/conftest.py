"""The real recordings as the recognisers get them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.support.media.recordings import write_flac


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
            write_flac(media / "audio" / name, made)
        return made

    return convert
