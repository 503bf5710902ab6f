"""The environment of a new library: uploads, store, index and Dagster's instance in one folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

INSTANCE: Final = "telemetry: {enabled: false}\npython_logs: {python_log_level: CRITICAL}\n"


def new_home(folder: Path, **more: str) -> dict[str, str]:
    """The variables of processes that work on it, with further ones."""
    (folder / "dagster").mkdir(parents=True)
    (folder / "dagster" / "dagster.yaml").write_text(INSTANCE)
    (folder / "home" / "uploads").mkdir(parents=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("VINDEX_", "DAGSTER_"))}
    return {**inherited, "VINDEX_HOME": str(folder / "home"), "DAGSTER_HOME": str(folder / "dagster"), **more}
