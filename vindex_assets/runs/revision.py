"""The git revision of the code that runs: in the tags of runs, and in the heartbeats of workers."""

from __future__ import annotations

import subprocess
from functools import cache
from typing import Final

from vindex_search.settings import CHECKOUT, Settings

REVISION_TAG: Final = "vindex/revision"
GIT_TIMEOUT_S: Final = 5.0


def code_revision(settings: Settings) -> str:
    """The revision that the image was built from (VINDEX_REVISION), else that of the checkout, else nothing."""
    return settings.revision or checkout_revision()


@cache
def checkout_revision() -> str:
    """The revision of the checkout, with `+` where files were changed since; empty where this is none."""
    if not (CHECKOUT / ".git").exists():
        return ""
    command = ["git", "-C", str(CHECKOUT), "describe", "--always", "--exclude=*", "--abbrev=12", "--dirty=+"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=GIT_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""
