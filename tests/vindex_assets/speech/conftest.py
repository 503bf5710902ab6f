"""The real recordings as the recognisers get them."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.support.media.audio.recordings import write_flac
from tests.support.session.session_cache import SessionCache
from vindex_assets.speech.pocketsphinx import PocketSphinxRecogniser
from vindex_search.passages.segments import Segment, from_row

HEARD_S = 11.0


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No address can be reached, nor even asked for."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def recording(media: Path, session_cache: SessionCache) -> Callable[..., Path]:
    """Gives the first `seconds` of a file of `media/audio` as 16 kHz mono FLAC."""

    def convert(name: str, *, seconds: float = 60.0) -> Path:
        def make(folder: Path) -> None:
            folder.mkdir()
            write_flac(media / "audio" / name, folder / "sound.flac", seconds=seconds)

        return session_cache.get(f"recording-{name}-{seconds:g}", make) / "sound.flac"

    return convert


@pytest.fixture(scope="session")
def heard(recording: Callable[..., Path], session_cache: SessionCache) -> Callable[..., list[Segment]]:
    """Gives what PocketSphinx hears in the first seconds of a file of `media/audio`, transcribed once a session."""

    def transcribe(name: str, *, seconds: float = HEARD_S) -> list[Segment]:
        def make(folder: Path) -> None:
            sound = recording(name, seconds=seconds)
            segments = PocketSphinxRecogniser().transcribe(sound, language=None, progress=None)
            folder.mkdir()
            rows = json.dumps([asdict(segment) for segment in segments])
            (folder / "segments.json").write_text(rows, encoding="utf-8")

        folder = session_cache.get(f"heard-{name}-{seconds:g}", make)
        return [from_row(row) for row in json.loads((folder / "segments.json").read_text(encoding="utf-8"))]

    return transcribe
