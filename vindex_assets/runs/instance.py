"""Dagster instance of a library: `dagster_home/` for the default one, a folder of its own for any other."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

import dagster as dg

from vindex_search.settings import CHECKOUT, DEFAULT_HOME, Settings
from vindex_search.storage.permissions import make_folders

DAGSTER_HOME: Final = "DAGSTER_HOME"
CONFIG: Final = "dagster.yaml"


def dagster_home(settings: Settings) -> Path:
    """Folder of the instance: `DAGSTER_HOME` where that is set, else one that no other library has."""
    configured = os.environ.get(DAGSTER_HOME)
    if configured:
        return Path(configured).absolute()
    shipped = CHECKOUT / "dagster_home"
    return shipped if settings.home == DEFAULT_HOME else settings.home / "dagster"


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """Open the instance for this process and its children; a new one gets the shipped configuration."""
    home = dagster_home(settings)
    make_folders(home)
    shipped = CHECKOUT / "dagster_home" / CONFIG
    if not (home / CONFIG).exists() and shipped.exists():
        shutil.copy(shipped, home / CONFIG)
    os.environ[DAGSTER_HOME] = str(home)
    return dg.DagsterInstance.get()
