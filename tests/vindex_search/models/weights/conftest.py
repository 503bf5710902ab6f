"""Weights in two packages, small, and an environment without any."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from vindex_search.models.catalogue import WHISPER_BASE
from vindex_search.models.weights.packaged import PackagedWeights

PARTS = {"one/model.bin.part1": b"first half, ", "two/model.bin.part2": b"second half"}
FILES = {"two/config.json": b"{}", "two/tokenizer.json": b"{}"}
WEIGHTS = PackagedWeights(
    model=WHISPER_BASE,
    parts=tuple(PARTS),
    files=tuple(FILES),
    sha256=hashlib.sha256(b"first half, second half").hexdigest(),
)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Python environment, empty."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "environment"))
    return tmp_path / "environment"


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The folder that the packages were unpacked into."""
    folder = tmp_path / "unpacked"
    for name, content in {**PARTS, **FILES}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder
