"""A canary: after an upgrade of Dagster it says which private names are gone, and what to do about each."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.session.checkout import CHECKOUT

PRODUCT = Path("vindex_assets/runs/dagster_internals.py")
WEBSERVER = Path("vindex_assets/webserver/dagster_internals.py")
CLUSTER = Path("vindex_assets/cluster/dagster_internals.py")
RUN_WORKERS = Path("vindex_assets/run_workers/dagster_internals.py")
TESTS = Path("tests/support/dagster/dagster_internals.py")
FILES = (PRODUCT, WEBSERVER, CLUSTER, RUN_WORKERS, TESTS)
FOLDERS = ("vindex_assets", "vindex_search", "tests", "benchmarks")


def private_names(path: Path) -> Iterator[tuple[str, str]]:
    """Module and name of everything that a file imports from Dagster's private modules."""
    for node in ast.walk(ast.parse((CHECKOUT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dagster._"):
            yield from ((str(node.module), alias.name) for alias in node.names)
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name.startswith("dagster._"))


def exists(module: str, name: str) -> bool:
    try:
        return hasattr(importlib.import_module(module), name)
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize(
    ("path", "module", "name"), [(path, *where) for path in FILES for where in private_names(path)]
)
def test_dagster_still_has_every_private_name(path: Path, module: str, name: str) -> None:
    assert exists(module, name), (
        f"this version of Dagster has no {name} in {module}. Look in Dagster's changelog and source for a public name "
        f"first, else for where it went; change its import in {path}, which no other file repeats, then run "
        "tests/vindex_assets/pipeline/step/test_run.py, tests/integration/test_run_queue.py and "
        "tests/browser/dagster/test_ui.py. Until then keep the "
        "version of Dagster that requirements.lock had."
    )


def test_private_names_are_imported_in_one_place_each() -> None:
    files = [path.relative_to(CHECKOUT) for folder in FOLDERS for path in (CHECKOUT / folder).rglob("*.py")]
    assert {path for path in files if any(private_names(path))} == set(FILES)
