"""Who does something: a key over HTTP, a user of this machine, or Dagster."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["key", "user", "dagster", "anybody"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and over which request; the attributes are those of `Entry`."""

    kind: ActorKind
    id: str
    name: str
    address: str = ""
    request_id: str = ""


def machine_user() -> Actor:
    """The user of this machine whose process this is: of the kernel, not of the environment, which anybody can set."""
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:  # as in a container that runs under a number of its own
        name = f"user {number}"
    return Actor("user", str(number), name)


def dagster(run_id: str) -> Actor:
    """A run of Dagster, or its upload sensor (`run_id` is empty)."""
    return Actor("dagster", run_id, "dagster")
