"""loaded_code: runs are executed by the code that is on disk, and that their code server has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vindex_assets.run_workers.pool.loaded_code import LoadedCode


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """The one module of a checkout."""
    module = tmp_path / "vindex_assets" / "room" / "module.py"
    module.parent.mkdir(parents=True)
    module.write_text("x = 1\n")
    return module


def test_it_is_current_while_neither_changes(tmp_path: Path, module: Path) -> None:
    code = LoadedCode(tmp_path)
    (module.parent / "data.json").write_text("{}")
    assert [code.is_current(server) for server in ("a", "a")] == [True, True]


def test_another_code_server_has_loaded_it_anew(tmp_path: Path, module: Path) -> None:
    assert module.exists()
    code = LoadedCode(tmp_path)
    assert [code.is_current(server) for server in ("a", "b")] == [True, False]


@pytest.mark.parametrize("change", ["written", "touched", "removed", "added"])
def test_a_changed_module_is_noticed(tmp_path: Path, module: Path, change: str) -> None:
    code = LoadedCode(tmp_path)
    match change:
        case "written":
            module.write_text("x = 12\n")
        case "touched":
            os.utime(module, ns=(0, 0))
        case "removed":
            module.unlink()
        case _:
            (module.parent / "other.py").touch()
    assert not code.is_current("a")
