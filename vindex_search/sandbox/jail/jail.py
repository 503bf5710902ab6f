"""The jail: what is left to a process that opens a foreign file. It is closed from inside, and nothing opens it again.

It is closed while the process has one thread, so before any library with threads of its own is loaded.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from vindex_search.sandbox.failures import Permanent
from vindex_search.sandbox.jail.folders import library_folders
from vindex_search.sandbox.jail.landlock import READ, READ_FILE, WRITE, WRITE_FILE, PathRule, restrict_files
from vindex_search.sandbox.jail.limits import ResourceLimits, drop_capabilities, limit_resources
from vindex_search.sandbox.jail.protections import Protections
from vindex_search.sandbox.jail.seccomp import filter_system_calls
from vindex_search.sandbox.jail.syscalls import forbid_new_privileges

LINKED: Final = "the file is a link to another one; the file itself has to be uploaded"
OWN_PROCESS: Final = "/proc/self"


@dataclass(frozen=True, slots=True)
class Jail:
    """What a child may use.

    Attributes:
        readable: Absolute paths of the files that it may open.
        writable: Absolute path of the folder that it may write to; None: it writes nothing.
        limits: What the kernel holds it to.
        protections: What of the jail this kernel has.
    """

    readable: tuple[str, ...]
    writable: str | None
    limits: ResourceLimits
    protections: Protections

    def to_dict(self) -> dict[str, Any]:
        """As a value of JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Jail:
        """The inverse of `to_dict`."""
        return cls(
            readable=tuple(value["readable"]),
            writable=value["writable"],
            limits=ResourceLimits(**value["limits"]),
            protections=Protections(**value["protections"]),
        )


def close_jail(jail: Jail, module: str) -> None:
    """Confine this process, for good; `module` is that of the function which it is for.

    Raises:
        Permanent: a file that it may open is a symbolic link.
        OSError: the kernel refuses what it has said to have.
    """
    _refuse_links(jail.readable)
    limit_resources(jail.limits)
    forbid_new_privileges()
    if jail.protections.seccomp:
        with contextlib.suppress(
            OSError
        ):  # a container may forbid even that; the filter below refuses what they are for
            drop_capabilities()
    if jail.protections.landlock:
        restrict_files(path_rules(jail, module), jail.protections.landlock)
    if jail.protections.seccomp:
        filter_system_calls()


def path_rules(jail: Jail, module: str) -> Iterator[PathRule]:
    """What the process may do where."""
    yield from (PathRule(path, READ) for path in library_folders(module))
    yield PathRule(str(Path(OWN_PROCESS).resolve()), READ)
    yield PathRule(os.devnull, READ_FILE | WRITE_FILE)
    yield from (PathRule(path, READ_FILE) for path in jail.readable)
    if jail.writable:
        yield PathRule(jail.writable, WRITE)


def _refuse_links(paths: tuple[str, ...]) -> None:
    if any(Path(path).is_symlink() for path in paths):
        raise Permanent(LINKED)
