"""The definitions as the processes of a soak load them: cheap steps, but each film is probed in a child process."""

from __future__ import annotations

from tests.support.crash.cheap_steps import cheap_steps
from vindex_assets.definitions import defs as defs

_cheap = cheap_steps(real_probe=True)
_cheap.__enter__()  # for as long as the process lives
