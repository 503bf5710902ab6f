"""Tiny models on disk, an empty Hugging Face cache, and hubs on local ports in the place of the real one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.models.tiny_hub import TinyHub
from vindex_search.models.catalogue import E5

HUB_FILES = {
    "config.json": b"{}",
    "1_Pooling/config.json": b"{}",
    "sentencepiece.bpe.model": b"pieces",
    "model.safetensors": b"weights",
    "pytorch_model.bin": b"the same weights once more",
    "onnx/config.json": b"{}",
    "README.md": b"",
}


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models in the layout that `VINDEX_MODELS_DIR` has."""
    from tests.support.models.tiny_encoders import save_all

    folder = tmp_path_factory.mktemp("models")
    save_all(folder)
    return folder


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Hugging Face cache, in the place of this machine's own."""
    from huggingface_hub import constants

    folder = tmp_path / "hub"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    return folder


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyHub]:
    """A hub on a local port that holds the text model of the standard set, with made-up content."""
    made = TinyHub(E5, HUB_FILES)
    serving = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    point_hub_at(made.address, monkeypatch)
    yield made
    made.shutdown()
    serving.join()
    made.server_close()


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch) -> str:
    """A hub that refuses connections: a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    point_hub_at(address, monkeypatch)
    return address


def point_hub_at(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the endpoint of the hub, and what was made from it when the library was imported."""
    from huggingface_hub import constants, file_download

    monkeypatch.setattr(constants, "ENDPOINT", address)
    template = address + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(file_download, "HUGGINGFACE_CO_URL_TEMPLATE", template)
