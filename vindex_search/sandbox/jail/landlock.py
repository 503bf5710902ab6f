"""Landlock: the kernel keeps this process to some files and folders, off the network, and away from other processes.

No privileges are needed, and nothing can undo it (landlock(7), Documentation/userspace-api/landlock.rst). A rule holds
a file or folder itself, not its name: a name that is turned into a link meanwhile opens nothing.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vindex_search.sandbox.jail.syscalls import syscall

CREATE_RULESET_VERSION: Final = 1
RULE_PATH_BENEATH: Final = 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE = 1 << 4, 1 << 5
MAKE_DIR, MAKE_REG = (
    1 << 7,
    1 << 8,
)  # of what can be made, the only kinds that a decoder makes: no links, pipes, devices
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
FILE_RIGHTS: Final = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV  # that a rule on a file may hold
READ: Final = READ_FILE | READ_DIR
WRITE: Final = READ | WRITE_FILE | TRUNCATE | MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR
# All rights over files that each version of the interface knows, and so refuses unless a rule grants them.
KNOWN_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK_FROM: Final = 4
TCP: Final = 0b11  # bind, connect
SCOPES_FROM: Final = 6
SCOPES: Final = 0b11  # abstract sockets of others, signals to others


@dataclass(frozen=True, slots=True)
class PathRule:
    """What may be done with a file, or with everything below a folder."""

    path: str
    rights: int


def landlock_version() -> int:
    """The version of Landlock's interface.

    Raises:
        OSError: there is none in this kernel, it is switched off, or a filter of system calls hides it.
    """
    return syscall("landlock_create_ruleset", None, 0, CREATE_RULESET_VERSION)


def restrict_files(rules: Iterable[PathRule], version: int) -> None:
    """Refuse this thread, and those that it starts, all files but those of the rules, and what else Landlock can.

    Raises:
        OSError: the kernel refuses.
    """
    known = KNOWN_RIGHTS[min(version, max(KNOWN_RIGHTS))]
    attributes = _attributes(known, version)
    ruleset = syscall("landlock_create_ruleset", attributes, len(attributes), 0)
    try:
        for rule in rules:
            _add_rule(ruleset, rule, known)
        syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _attributes(known: int, version: int) -> bytes:
    """`struct landlock_ruleset_attr`, as long as this version knows it."""
    words = [known, *([TCP] if version >= NETWORK_FROM else []), *([SCOPES] if version >= SCOPES_FROM else [])]
    return struct.pack(f"={len(words)}Q", *words)


def _add_rule(ruleset: int, rule: PathRule, known: int) -> None:
    """Add a rule; what does not exist needs none, and a link is not followed to its target."""
    try:
        target = os.open(rule.path, os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW)
    except (FileNotFoundError, NotADirectoryError):
        return
    try:
        mode = os.fstat(target).st_mode
        if stat.S_ISLNK(mode):
            return
        rights = rule.rights & known & (-1 if stat.S_ISDIR(mode) else FILE_RIGHTS)
        attribute = struct.pack("=Qi", rights, target)
        syscall("landlock_add_rule", ruleset, RULE_PATH_BENEATH, ctypes.c_char_p(attribute), 0)
    finally:
        os.close(target)
