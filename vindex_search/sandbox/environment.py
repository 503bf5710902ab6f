"""The environment of the child: what Python and its libraries need, and nothing that opens a door elsewhere."""

from __future__ import annotations

import importlib
import os
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

# Threads of numeric libraries, the loader, the allocator, language and clock. A secret has no name of these.
KEPT: Final = frozenset(
    {
        *("PATH", "LANG", "LANGUAGE", "TZ", "TZDIR", "LD_LIBRARY_PATH", "MALLOC_ARENA_MAX"),
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS"),
        *("PYTHONHOME", "PYTHONUTF8", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE", "PYTHONNOUSERSITE"),
    }
)
KEPT_PREFIX: Final = "LC_"
NO_FOLDER: Final = "/nonexistent"  # as the home of a user without one (Debian Policy, section 9.2.3)
PACKAGES: Final = ("vindex_assets", "vindex_search")  # of one distribution: a function may be in either


def child_environment(
    roots: Sequence[Path], scratch: str | None, parent: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """The variables of a child.

    Args:
        roots: Folders of packages, for PYTHONPATH.
        scratch: The folder for its temporary files; None: there is none.
        parent: The variables of this process, of which it inherits those in KEPT.
    """
    kept = {name: value for name, value in parent.items() if name in KEPT or name.startswith(KEPT_PREFIX)}
    folder = scratch or NO_FOLDER
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(map(str, roots)),
        "HOME": folder,
        "TMPDIR": folder,
        "ORT_DISABLE_TELEMETRY": "1",
    }


def import_roots(module: str) -> list[Path]:
    """The folders in which the packages of vindex and of a module lie, without those that Python knows by itself."""
    known = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib", "stdlib")}
    folders = [package_folder(name).parent for name in packages_of(module)]
    return [folder for folder in dict.fromkeys(folders) if folder not in known]


def packages_of(module: str) -> list[str]:
    """The packages that a child with a function of this module is made of."""
    return list(dict.fromkeys([*PACKAGES, module.partition(".")[0]]))


def package_folder(name: str) -> Path:
    """The folder of an importable package.

    Raises:
        ValueError: it is no package in a folder.
    """
    file = importlib.import_module(name).__file__
    if file is None or Path(file).name != "__init__.py":
        raise ValueError(f"{name} is no package in a folder: functions for a sandbox are in one, such as vindex_assets")
    return Path(file).parent.absolute()
