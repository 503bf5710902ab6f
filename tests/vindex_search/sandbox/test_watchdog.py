"""watchdog: what a child writes is looked at now and then, from outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vindex_assets.failures import Permanent
from vindex_search.sandbox.watchdog import ChildLimits, Watchdog

LIMITS = ChildLimits(deadline_s=60, stall_s=60, memory_limit=1 << 40, written_limit=0)


def test_a_child_that_writes_too_much_is_stopped_when_its_folder_is_looked_at_again(tmp_path: Path) -> None:
    dog = Watchdog(os.getpid(), LIMITS, tmp_path)
    dog.check()
    (tmp_path / "large").write_bytes(b"x" * 5000)
    dog.check()
    dog.folder_due = 0
    with pytest.raises(Permanent, match="decoding wrote more than its limit of 0 MiB"):
        dog.check()


def test_a_child_that_writes_nothing_has_no_folder_to_look_at() -> None:
    Watchdog(os.getpid(), LIMITS).check()
