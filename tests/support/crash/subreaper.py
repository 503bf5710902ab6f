"""Has what dead processes leave running come to this process, where tests look for it."""

from __future__ import annotations

import ctypes
from typing import Final

PR_SET_CHILD_SUBREAPER: Final = 36  # prctl(2)


def become_subreaper() -> None:
    """From now on, a descendant whose parent has ended is a child of this process."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
