"""What of the jail this kernel has, asked once a process, and the sentences for what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from vindex_search.sandbox.jail.landlock import landlock_version
from vindex_search.sandbox.jail.seccomp import has_seccomp

NO_LANDLOCK: Final = (
    "decoders are not kept to the one file that they open, because this kernel has no Landlock: a film that takes over "
    "a decoder could read what vindex can read. It takes Linux 5.13 with `landlock` among the modules of its `lsm=`, "
    "and in a container a seccomp profile that lets its calls pass, as Docker's does from version 23 on"
)
NO_SECCOMP: Final = (
    "decoders may make any system call, because this kernel has no seccomp filter, or is none of x86-64 or 64-bit ARM: "
    "a film that takes over a decoder could open connections and start programs. It takes CONFIG_SECCOMP_FILTER"
)


@dataclass(frozen=True, slots=True)
class Protections:
    """The version of Landlock's interface, 0 where there is none; and whether system calls can be filtered."""

    landlock: int
    seccomp: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, what that means, and how to get it: a sentence each."""
        return (*(() if self.landlock else (NO_LANDLOCK,)), *(() if self.seccomp else (NO_SECCOMP,)))


@cache
def protections() -> Protections:
    """What this kernel has."""
    try:
        version = landlock_version()
    except OSError:
        version = 0
    return Protections(landlock=version, seccomp=has_seccomp())
