"""Fixtures: tiny models on disk, an empty Hugging Face cache, and hubs on local ports."""

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
    "pytorch_model.bin": b"the same weights for another framework",
    "onnx/config.json": b"{}",
    "README.md": b"",
}


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models in the layout of `VINDEX_MODELS_DIR`."""
    from tests.support.models.tiny_encoders import save_all

    folder = tmp_path_factory.mktemp("models")
    save_all(folder)
    return folder


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Hugging Face cache instead of this machine's."""
    from huggingface_hub import constants

    folder = tmp_path / "hub"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    return folder


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyHub]:
    """A hub on a local port with the text model of the standard set; the files' content is made up."""
    server = TinyHub(E5, HUB_FILES)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    point_hub_at(server.address, monkeypatch)
    yield server
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of a hub that refuses connections: a port that was just closed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    point_hub_at(address, monkeypatch)
    return address


def point_hub_at(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the endpoint of the hub, also in the constant that the client derived from it when it was imported."""
    from huggingface_hub import constants, file_download

    monkeypatch.setattr(constants, "ENDPOINT", address)
    template = address + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(file_download, "HUGGINGFACE_CO_URL_TEMPLATE", template)
