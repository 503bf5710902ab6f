"""What of the file system Python and its libraries read: their own folders, never one that a user writes to."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from vindex_search.sandbox.environment import package_folder, packages_of

# Shared libraries, translations, time zones; the loader's cache; what libraries ask the kernel for: cores and memory.
SYSTEM: Final = (
    *("/usr/lib", "/usr/lib32", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/nix/store"),
    *("/usr/share/zoneinfo", "/usr/share/locale", "/usr/share/locale-langpack", "/etc/localtime"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"),
    *("/dev/urandom", "/dev/random", "/dev/zero"),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/vm/overcommit_memory"),
    *("/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/fs/cgroup", "/sys/kernel/mm/transparent_hugepage"),
)
PACKAGE_FOLDERS: Final = frozenset({"site-packages", "dist-packages"})


def library_folders(module: str) -> list[str]:
    """The files and folders that a child with a function of this module reads beside its own, without links."""
    found: list[str | Path] = [*SYSTEM, *_python(), *_loader(), *map(package_folder, packages_of(module))]
    return list(dict.fromkeys(str(Path(path).resolve()) for path in found))


def _python() -> Iterator[str]:
    """The standard library and the installed packages; of the module path no other folder, such as a checkout."""
    yield from (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    yield str(Path(sys.base_prefix, "lib"))
    yield from (path for path in sys.path if Path(path).name in PACKAGE_FOLDERS or path.endswith("lib-dynload"))


def _loader() -> Iterable[str]:
    """Where the operator has the loader look for libraries."""
    return (path for path in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep) if Path(path).is_absolute())
